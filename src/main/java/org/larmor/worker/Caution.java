package org.larmor.worker;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps a job that ends the process from taking others' deliveries with it. A job that was delivered before may be what
 * ended the worker that had it, and every job that is held when a process dies has one delivery less. So at first, and
 * whenever such a job is met, the loops of a process take turns, and one that holds such a job keeps its turn until that
 * is settled. Used by all loops.
 */
final class Caution {
    /** First deliveries in a row after which loops take freely again; more than there are partitions of jobs. */
    private static final int CALM_AFTER = 8;

    private final Semaphore turn = new Semaphore(1, true);
    private int firstDeliveries;

    /** Whether jobs may be taken without a turn. */
    synchronized boolean isCalm() {
        return firstDeliveries >= CALM_AFTER;
    }

    /** Waits a moment for the turn; who gets it has to {@link #pass} it. */
    boolean await(long millis) throws InterruptedException {
        return turn.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    void pass() {
        turn.release();
    }

    /** To be told of all jobs taken; returns whether one of them was delivered before. */
    synchronized boolean suspects(List<? extends ConsumerRecord<?, ?>> taken) {
        for (ConsumerRecord<?, ?> delivery : taken) {
            if (delivery.deliveryCount().map(Short::intValue).orElse(1) > 1) {
                firstDeliveries = 0;
                return true;
            }
        }
        firstDeliveries = Math.min(CALM_AFTER, firstDeliveries + taken.size());
        return false;
    }
}
