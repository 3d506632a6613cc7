package org.larmor.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scan's events, in the order in which they were given: each leaves when it is known and all before it are. Behind others
 * that left in the last {@link #MOST_WAIT_MS}, one that nobody waits for waits until that time is over, or until the next
 * that somebody does wait for: several in one batch cost the broker and the router little more than one. Event loop only.
 */
final class EventOrder {
    /** What of frames that had not come whole a kill of the gateway may leave unsaid. */
    static final long MOST_WAIT_MS = 50;

    private final ByteBudget budget;
    private final SendQueue.Later later;
    private final Consumer<byte[]> leaves;
    private final Deque<Place> places = new ArrayDeque<>();
    /** Whether others left in the last so many ms. */
    private boolean resting;

    /** @param leaves sends an event, as it is to be written */
    EventOrder(ByteBudget budget, SendQueue.Later later, Consumer<byte[]> leaves) {
        this.budget = budget;
        this.later = later;
        this.leaves = leaves;
    }

    /** An event's place among the others, before it is known. */
    final class Place {
        private final boolean patient;
        private byte @Nullable [] value;

        private Place(boolean patient) {
            this.patient = patient;
        }

        /** The event is known. */
        void fill(byte[] known) {
            value = known;
            budget.hold(ByteBudget.Use.IN_FLIGHT, bytes(known));
            leaveIfDue();
        }
    }

    /** @param patient whether nobody waits for what the event says */
    Place add(boolean patient) {
        Place place = new Place(patient);
        places.add(place);
        return place;
    }

    /** Forgets all that has not left. */
    void clear() {
        for (Place place : places) {
            if (place.value != null) {
                budget.release(ByteBudget.Use.IN_FLIGHT, bytes(place.value));
            }
        }
        places.clear();
    }

    private void leaveIfDue() {
        for (Place place : places) {
            if (place.value == null) {
                return;
            }
            if (!resting || !place.patient) {
                leave();
                return;
            }
        }
    }

    private void leave() {
        for (Place first = places.peek(); first != null && first.value != null; first = places.peek()) {
            places.remove();
            budget.release(ByteBudget.Use.IN_FLIGHT, bytes(first.value));
            leaves.accept(first.value);
        }
        if (!resting) {
            resting = true;
            later.run(MOST_WAIT_MS, () -> {
                resting = false;
                leaveIfDue();
            });
        }
    }

    /** That an event takes while it waits or is on its way. */
    static long bytes(byte[] value) {
        return value.length + ScanLog.RECORD;
    }
}
