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
    void afterAPauseEachLeavesAtOnce() {
        fill(order.add(true), "a");
        assertThat(left).containsExactly("a");
        pass();
        fill(order.add(false), "b");
        assertThat(left).containsExactly("a", "b");
        pass();
        assertThat(timers).as("nothing left since").isEmpty();
        fill(order.add(true), "c");
        assertThat(left).containsExactly("a", "b", "c");
    }

    @Test
    void whatNobodyWaitsForLeavesWithTheNextThatSomebodyWaitsFor() {
        fill(order.add(true), "first");
        fill(order.add(true), "a");
        fill(order.add(true), "b");
        assertThat(left).containsExactly("first");
        fill(order.add(false), "c");
        assertThat(left).containsExactly("first", "a", "b", "c");
        fill(order.add(false), "d");
        assertThat(left).containsExactly("first", "a", "b", "c", "d");
    }

    @Test
    void andNoLaterThanItsTime() {
        fill(order.add(true), "first");
        fill(order.add(true), "a");
        fill(order.add(true), "b");
        pass();
        assertThat(left).containsExactly("first", "a", "b");
        fill(order.add(true), "c");
        assertThat(left).as("others have just left").hasSize(3);
        pass();
        assertThat(left).containsExactly("first", "a", "b", "c");
    }

    @Test
    void nothingPassesWhatIsNotYetKnown() {
        EventOrder.Place first = order.add(true);
        fill(order.add(false), "b");
        pass();
        assertThat(left).isEmpty();
        fill(first, "a");
        assertThat(left).containsExactly("a", "b");
    }

    @Test
    void whatWaitsForOneThatIsNotKnownDoesNotLeaveWithItsTime() {
        fill(order.add(true), "first");
        fill(order.add(true), "a");
        EventOrder.Place second = order.add(true);
        fill(order.add(true), "c");
        pass();
        assertThat(left).containsExactly("first", "a");
        fill(second, "b");
        pass();
        assertThat(left).containsExactly("first", "a", "b", "c");
    }

    @Test
    void whatWaitsIsCountedUntilItHasLeftOrIsForgotten() {
        fill(order.add(false), "x");
        assertThat(budget.held(ByteBudget.Use.IN_FLIGHT)).isZero();
        fill(order.add(true), "four");
        assertThat(budget.held(ByteBudget.Use.IN_FLIGHT)).isEqualTo(4 + ScanLog.RECORD);
        pass();
        assertThat(budget.held(ByteBudget.Use.IN_FLIGHT)).isZero();
        fill(order.add(true), "gone");
        order.add(false);
        order.clear();
        assertThat(budget.held(ByteBudget.Use.IN_FLIGHT)).isZero();
        pass();
        assertThat(left).containsExactly("x", "four");
    }

    /** The time of all timers passes, once. */
    private void pass() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    private static void fill(EventOrder.Place place, String value) {
        place.fill(value.getBytes(StandardCharsets.UTF_8));
    }
}
