package org.larmor.gateway;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What all outboxes together keep of images: where one needs room for what it sends now, those whose scanners have taken
 * nothing for longest forget theirs, and read it again when their turn comes. Event loop only.
 */
final class Outward {
    /** How long a scanner has taken nothing before it makes room for others, ns. */
    private static final long STANDS_STILL = 1_000_000_000L;

    private static final long AGAIN_MS = 50;

    private final ByteBudget budget;
    private final SendQueue.Later later;
    private final Set<Outbox> holding = new LinkedHashSet<>();

    Outward(ByteBudget budget, SendQueue.Later later) {
        this.budget = budget;
        this.later = later;
    }

    ByteBudget budget() {
        return budget;
    }

    /** Its scanner has taken something, or it has begun to hold something: it is the last that makes room. */
    void moved(Outbox outbox) {
        holding.remove(outbox);
        holding.add(outbox);
    }

    void gone(Outbox outbox) {
        holding.remove(outbox);
    }

    /** Counts bytes for an outbox's next piece, others making room where they can; says whether there was room. */
    boolean take(Outbox outbox, int bytes) {
        long now = System.nanoTime();
        Iterator<Outbox> longest = holding.iterator();
        while (!budget.admits(ByteBudget.Use.OUTWARD, bytes) && longest.hasNext()) {
            Outbox other = longest.next();
            if (now - other.movedAt() < STANDS_STILL) {
                break;
            }
            if (other != outbox) {
                other.spill();
                longest.remove();
            }
        }
        return budget.take(ByteBudget.Use.OUTWARD, bytes);
    }

    /** Tries again when others may have made room. */
    void again(Runnable what) {
        later.run(AGAIN_MS, what);
    }
}
