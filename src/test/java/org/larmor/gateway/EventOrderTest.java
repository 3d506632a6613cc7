package org.larmor.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventOrderTest {
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final EventOrder order = new EventOrder(
            budget,
            (millis, work) -> {
                assertThat(millis).isEqualTo(EventOrder.MOST_WAIT_MS);
                timers.add(work);
            },
            value -> left.add(new String(value, StandardCharsets.UTF_8)));

    @Test
    void whatSomebodyWaitsForLeavesAtOnce() {
        fill(order.add(false), "a");
        assertThat(left).containsExactly("a");
        assertThat(timers).isEmpty();
    }

    @Test
    void whatNobodyWaitsForLeavesWithTheNextThatSomebodyWaitsFor() {
        fill(order.add(true), "a");
        fill(order.add(true), "b");
        assertThat(left).isEmpty();
        fill(order.add(false), "c");
        assertThat(left).containsExactly("a", "b", "c");
    }

    @Test
    void andNoLaterThanItsTime() {
        fill(order.add(true), "a");
        fill(order.add(true), "b");
        assertThat(timers).hasSize(1);
        timers.removeFirst().run();
        assertThat(left).containsExactly("a", "b");
        fill(order.add(true), "c");
        assertThat(timers).as("one more").hasSize(1);
        timers.removeFirst().run();
        assertThat(left).containsExactly("a", "b", "c");
    }

    @Test
    void nothingPassesWhatIsNotYetKnown() {
        EventOrder.Place first = order.add(true);
        fill(order.add(false), "b");
        assertThat(left).isEmpty();
        fill(first, "a");
        assertThat(left).containsExactly("a", "b");
    }

    @Test
    void whatWaitsForOneThatIsNotKnownDoesNotLeaveWithItsTime() {
        fill(order.add(true), "a");
        EventOrder.Place second = order.add(true);
        fill(order.add(true), "c");
        timers.removeFirst().run();
        assertThat(left).containsExactly("a");
        fill(second, "b");
        assertThat(timers).hasSize(1);
        timers.removeFirst().run();
        assertThat(left).containsExactly("a", "b", "c");
    }

    @Test
    void whatWaitsIsCountedUntilItHasLeftOrIsForgotten() {
        fill(order.add(true), "four");
        assertThat(budget.held(ByteBudget.Use.IN_FLIGHT)).isEqualTo(4 + ScanLog.RECORD);
        fill(order.add(false), "x");
        assertThat(budget.held(ByteBudget.Use.IN_FLIGHT)).isZero();
        fill(order.add(true), "four");
        order.add(false);
        order.clear();
        assertThat(budget.held(ByteBudget.Use.IN_FLIGHT)).isZero();
        timers.forEach(Runnable::run);
        assertThat(left).containsExactly("four", "x");
    }

    private static void fill(EventOrder.Place place, String value) {
        place.fill(value.getBytes(StandardCharsets.UTF_8));
    }
}
