package org.larmor.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps a job that crashes the process from costing other jobs their deliveries. A job that was delivered before may be
 * what ended the worker that had it, and every job that is held when a process dies has one delivery less. So at first,
 * and whenever such a job is met, the job loops of a process take turns, and a loop that holds such a job keeps its turn
 * until that job is settled. All loops share one guard.
 *
 * <p>A consumer that was once asked for jobs may fetch one at any time, also while nobody asks it, and keeps it until it is
 * asked again: it goes on when it was given none, and also when it was asked anew in the moment that one came. So only the
 * first loop that asks keeps its turn until it has a job; when others have asked too, the turn goes round quickly, so that
 * no job waits long for the turn of the loop that has it.
 */
final class CrashGuard {
    /** Loops take jobs without a turn after this many first deliveries in a row: more than the jobs have partitions. */
    private static final int ALLOWS_AFTER = 8;

    private static final Duration ALONE = Duration.ofMillis(250);
    private static final Duration IN_TURN = Duration.ofMillis(25);

    private final Semaphore turn = new Semaphore(1, true);

    /** The loops whose consumers were asked for jobs. */
    private final Set<Object> asking = new HashSet<>();

    private int firstDeliveries;

    /** Says whether jobs may be taken without a turn. */
    synchronized boolean allowsAll() {
        return firstDeliveries >= ALLOWS_AFTER;
    }

    /** Waits so long for the turn, and says whether it came; who gets the turn has to {@link #passTurn} it. */
    boolean awaitTurn(long millis) throws InterruptedException {
        return turn.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    void passTurn() {
        turn.release();
    }

    /** Takes note that a loop asks for jobs, and says how long it may wait for one. */
    synchronized Duration asks(Object loop) {
        asking.add(loop);
        return allowsAll() || asksAlone(loop) ? ALONE : IN_TURN;
    }

    /** Takes note that a loop's consumer is closed. */
    synchronized void asksNoMore(Object loop) {
        asking.remove(loop);
    }

    /** Says whether the next job can come to no other loop than the one that asks. */
    synchronized boolean asksAlone(Object loop) {
        return asking.contains(loop) && asking.size() == 1;
    }

    /** Takes note of all jobs that a loop has taken, and says whether one of them was delivered before. */
    synchronized boolean suspects(List<? extends ConsumerRecord<?, ?>> taken) {
        for (ConsumerRecord<?, ?> delivery : taken) {
            if (delivery.deliveryCount().map(Short::intValue).orElse(1) > 1) {
                firstDeliveries = 0;
                return true;
            }
        }
        firstDeliveries = Math.min(ALLOWS_AFTER, firstDeliveries + taken.size());
        return false;
    }
}
