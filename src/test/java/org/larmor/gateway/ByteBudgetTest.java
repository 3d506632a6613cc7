package org.larmor.gateway;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.gateway.ByteBudget.Use.CHUNKS;
import static org.larmor.gateway.ByteBudget.Use.IN_FLIGHT;
import static org.larmor.gateway.ByteBudget.Use.MESSAGES;
import static org.larmor.gateway.ByteBudget.Use.OUTWARD;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(1000);

    @Test
    void openBytesMakeChunksLeaveEarlyButPauseNobody() {
        budget.hold(CHUNKS, 5000);
        assertThat(budget.isHigh()).isTrue();
        // Partly received messages cannot leave: pausing their sockets for them would never end.
        assertThat(budget.isFull()).isFalse();
    }

    @Test
    void bytesInFlightPauseUntilMostAreStored() {
        budget.hold(IN_FLIGHT, 251);
        assertThat(budget.isFull()).isTrue();
        budget.release(IN_FLIGHT, 50);
        assertThat(budget.isFull()).isFalse();
        assertThat(budget.isLow()).isFalse();
        budget.release(IN_FLIGHT, 50);
        assertThat(budget.isLow()).isTrue();
    }

    @Test
    void allUsesTogetherCountForTheHighMark() {
        budget.hold(CHUNKS, 400);
        budget.hold(OUTWARD, 100);
        budget.hold(IN_FLIGHT, 251);
        assertThat(budget.isHigh()).isTrue();
        budget.release(CHUNKS, 2);
        assertThat(budget.isHigh()).isFalse();
    }

    @Test
    void eachUseHasItsShareAndAllOfThemTogetherTheirs() {
        assertThat(budget.take(OUTWARD, 126)).isFalse();
        assertThat(budget.take(OUTWARD, 125)).isTrue();
        assertThat(budget.take(MESSAGES, 501)).isFalse();
        assertThat(budget.take(CHUNKS, 626)).isFalse();
        assertThat(budget.take(CHUNKS, 625)).isTrue();
        assertThat(budget.take(MESSAGES, 1)).isFalse();
        // What is on its way takes nothing of it.
        budget.release(CHUNKS, 625);
        budget.hold(IN_FLIGHT, 10_000);
        assertThat(budget.take(CHUNKS, 625)).isTrue();
    }

    @Test
    void whoIsRefusedReadsWhatHoldsHowMuchOfWhichBound() {
        ByteBudget large = new ByteBudget(96 << 20);
        large.hold(CHUNKS, 3 << 20);
        large.hold(OUTWARD, 1 << 19);
        assertThat(large.words())
                .isEqualTo("this gateway holds 3.5 MiB of 96.0 MiB (--gateway-memory): 3.0 MiB for open chunks,"
                        + " 0.5 MiB for images and texts");
    }
}
