package org.larmor.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps all connections within the byte budget: the largest open chunks leave early first, sockets wait only when that was
 * not enough. Event loop only.
 */
final class Backpressure {
    private record Candidate(ChunkCutter cutter, OpenChunk chunk) {}

    private final ByteBudget budget;
    private final Collection<Session> sessions;
    private final RoomQueue waiting;
    private boolean paused;

    /** @param sessions all there are, as they come and go */
    Backpressure(ByteBudget budget, Collection<Session> sessions) {
        this.budget = budget;
        this.sessions = sessions;
        this.waiting = new RoomQueue(budget, sessions);
    }

    /** Whether sockets wait now. */
    boolean isOn() {
        return paused;
    }

    /** To be called whenever bytes have come or gone. */
    void balance() {
        if ((budget.isHigh() || !waiting.isEmpty())
                && budget.held(ByteBudget.Use.CHUNKS) > budget.openTarget()) {
            leaveLargest();
        }
        if (!paused && budget.isFull()) {
            paused = true;
            sessions.forEach(Session::pause);
        } else if (paused && budget.isLow()) {
            paused = false;
            List.copyOf(sessions).forEach(session -> session.inflow().resume());
        }
        waiting.serve();
    }

    /** A message of that session cannot go on without room. */
    void waits(Session session) {
        waiting.add(session);
    }

    void gone(Session session) {
        waiting.remove(session);
    }

    /** To be called a few times a second: where some wait for room, those whose messages stand still give theirs. */
    void makeRoom() {
        if (!paused) {
            waiting.makeRoom(System.nanoTime());
        }
    }

    private void leaveLargest() {
        List<Candidate> candidates = new ArrayList<>();
        for (Session session : sessions) {
            ChunkCutter cutter = session.cutter();
            if (cutter != null) {
                cutter.candidates().forEach(chunk -> candidates.add(new Candidate(cutter, chunk)));
            }
        }
        candidates.sort(Comparator.comparingInt((Candidate c) -> c.chunk.capacity()).reversed());
        for (Candidate candidate : candidates) {
            if (budget.held(ByteBudget.Use.CHUNKS) <= budget.openTarget()) {
                return;
            }
            candidate.cutter.leaveEarly(candidate.chunk);
        }
    }
}
