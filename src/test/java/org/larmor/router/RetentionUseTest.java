package org.larmor.router;

import org.junit.jupiter.api.Test;
import org.larmor.router.Backlog.Level;

import static org.assertj.core.api.Assertions.assertThat;

class RetentionUseTest {
    @Test
    void whicheverBoundComesFirstCounts() {
        assertThat(new RetentionUse(10, 100, 30, 100).part()).isEqualTo(0.3);
        assertThat(new RetentionUse(60, 100, 30, 100).part()).isEqualTo(0.6);
    }

    @Test
    void boundThatIsNotSetDoesNotCount() {
        assertThat(new RetentionUse(10, -1, 30, -1).part()).isZero();
        assertThat(new RetentionUse(10, -1, 30, 40).part()).isEqualTo(0.75);
    }

    @Test
    void levelsFollowThePart() {
        assertThat(RetentionUse.level(0.49)).isEqualTo(Level.NORMAL);
        assertThat(RetentionUse.level(0.5)).isEqualTo(Level.NEAR);
        assertThat(RetentionUse.level(0.79)).isEqualTo(Level.NEAR);
        assertThat(RetentionUse.level(0.8)).isEqualTo(Level.FULL);
        assertThat(RetentionUse.level(3)).isEqualTo(Level.FULL);
    }

    @Test
    void bytesSinceAnOffsetAreItsShareOfThePartition() {
        DataLog.Partition partition = new DataLog.Partition(100, 200, 1000);
        assertThat(partition.since(150)).isEqualTo(500);
        assertThat(partition.since(200)).isZero();
        assertThat(partition.since(50)).isEqualTo(1000);
        assertThat(new DataLog.Partition(5, 5, 0).since(5)).isZero();
    }
}
