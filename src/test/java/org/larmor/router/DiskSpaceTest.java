package org.larmor.router;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is refused, and what is ended, as a disk fills. */
class DiskSpaceTest {
    private static final long MB = 1 << 20;

    @Test
    void smallDiskKeepsAFifthForWhatRunsAndEndsThatBeforeItIsFull() {
        DiskSpace disk = new DiskSpace(300 * MB, 100 * MB);
        assertThat(disk.refusal()).isEmpty();
        assertThat(disk.after(40 * MB).refusal()).isEmpty();
        assertThat(disk.after(41 * MB).refusal())
                .contains("the log's disk has 59 MB free, and 60 MB are kept for the scans that run: scan refused, try later");
        assertThat(disk.after(85 * MB).full()).isEmpty();
        assertThat(disk.after(86 * MB).full()).contains("the log's disk is full but for 14 MB: the scan is ended");
        assertThat(disk.after(200 * MB).full()).contains("the log's disk is full but for 0 MB: the scan is ended");
    }

    @Test
    void largeDiskKeepsATwentieth() {
        DiskSpace disk = new DiskSpace(20_000 * MB, 1001 * MB);
        assertThat(disk.refusal()).isEmpty();
        assertThat(disk.after(2 * MB).refusal()).isPresent();
        assertThat(disk.after(752 * MB).full()).isPresent();
    }
}
