package org.larmor.gateway;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The connections whose messages cannot go on because the budget is full. They wait, and are not read, while those are
 * ended to make room whose scanners have fallen silent over something unfinished, the largest first; who waits too long is
 * told why. Event loop only.
 */
final class RoomQueue {
    /** How long nothing has come of a message before it stands still. */
    static final Duration STANDS_STILL = Duration.ofSeconds(2);

    /** How long a message waits for room. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ByteBudget budget;
    private final Collection<Session> sessions;
    private final Set<Session> waiting = new LinkedHashSet<>();
    private long served;
    private boolean serving;

    /** @param sessions all there are, as they come and go */
    RoomQueue(ByteBudget budget, Collection<Session> sessions) {
        this.budget = budget;
        this.sessions = sessions;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(Session session) {
        waiting.add(session);
    }

    void remove(Session session) {
        waiting.remove(session);
    }

    /** Lets go on whom there is room for, the first that came first, if bytes have been released since it was called last. */
    void serve() {
        if (serving || waiting.isEmpty() || budget.released() == served) {
            return;
        }
        serving = true;
        served = budget.released();
        for (Session session : List.copyOf(waiting)) {
            if (session.inflow().goOn()) {
                waiting.remove(session);
            }
        }
        serving = false;
    }

    /** Ends those whose messages stand still, one after the other, until nobody waits; then those that waited too long. */
    void makeRoom(long now) {
        serve();
        while (!waiting.isEmpty()) {
            Optional<Session> stalled = largestStalled(now);
            if (stalled.isEmpty()) {
                break;
            }
            stalled.get().stalled();
            serve();
        }
        for (Session session : List.copyOf(waiting)) {
            if (waiting.contains(session) && now - session.inflow().waitingSince() > PATIENCE.toNanos()) {
                waiting.remove(session);
                session.noRoom();
                serve();
            }
        }
    }

    /**
     * Who stands still over something unfinished; who has only greeted, and may wait for a patient, where all of those
     * together hold much.
     */
    private Optional<Session> largestStalled(long now) {
        boolean anyUse = waiting.stream().anyMatch(session -> session.cutter() != null);
        return largest(session -> session.heldUnfinished(anyUse), now)
                .or(() -> budget.isMuch(sessions.stream().mapToLong(Session::heldGreeting).sum())
                        ? largest(Session::heldGreeting, now)
                        : Optional.empty());
    }

    /** The fewest are ended that way. */
    private Optional<Session> largest(ToLongFunction<Session> held, long now) {
        return sessions.stream()
                .filter(session -> !waiting.contains(session)
                        && held.applyAsLong(session) > 0
                        && now - session.inflow().heardAt() > STANDS_STILL.toNanos())
                .max(Comparator.comparingLong(held).thenComparingLong(session -> now - session.inflow().heardAt()));
    }
}
