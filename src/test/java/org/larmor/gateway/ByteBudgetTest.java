package org.larmor.gateway;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(1000);

    @Test
    void openBytesMakeChunksLeaveEarlyButPauseNobody() {
        budget.open(5000);
        assertThat(budget.isHigh()).isTrue();
        // Partly received messages cannot leave: pausing their sockets for them would never end.
        assertThat(budget.isFull()).isFalse();
    }

    @Test
    void bytesInFlightPauseUntilMostAreStored() {
        budget.sent(501);
        assertThat(budget.isFull()).isTrue();
        budget.stored(100);
        assertThat(budget.isFull()).isFalse();
        assertThat(budget.isLow()).isFalse();
        budget.stored(100);
        assertThat(budget.isLow()).isTrue();
    }

    @Test
    void bothCountForTheHighMark() {
        budget.open(400);
        budget.sent(351);
        assertThat(budget.isHigh()).isTrue();
        budget.closed(2);
        assertThat(budget.isHigh()).isFalse();
    }
}
