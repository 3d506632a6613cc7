package org.larmor.router;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RouterProgressTest {
    private final RouterProgress progress = new RouterProgress();

    @Test
    void threeDeathsAtOneEventAreEnough() {
        assertThat(dies(0, 5)).isNull();
        assertThat(dies(1, 5)).isNull();
        assertThat(dies(0, 5)).isNull();
        assertThat(dies(0, 6)).as("it came further").isNull();
        assertThat(dies(0, 5)).as("and is back").isNull();
        assertThat(dies(0, 5)).isNull();
        assertThat(progress.died()).as("before it has read anything").isNull();
        assertThat(dies(0, 5)).hasToString("offset 5 of partition 0");
    }

    @Test
    void unwrittenScanIsGivenToWhoseItIs() {
        progress.unwritten("a");
        assertThat(progress.takeUnwritten("b"::equals)).isEmpty();
        assertThat(progress.takeUnwritten("a"::equals)).containsExactly("a");
        assertThat(progress.takeUnwritten("a"::equals)).isEmpty();
    }

    private RouterProgress.Place dies(int partition, long offset) {
        progress.at(partition, offset);
        return progress.died();
    }
}
