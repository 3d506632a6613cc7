package org.larmor.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.larmor.telemetry.OutOfMemory;

/**
 * A delivery on its way to its end.
 *
 * @param outcome completed when its terminal result is written, never with {@link Outcome#RETRY}; exceptionally where
 *     something unexpected prevented it
 */
record Ticket(ConsumerRecord<byte[], byte[]> delivery, CompletableFuture<Outcome> outcome) {
    Ticket(ConsumerRecord<byte[], byte[]> delivery) {
        this(delivery, new CompletableFuture<>());
    }

    /** One of a ticket's steps. */
    interface Step {
        void run() throws InterruptedException;
    }

    /** What a step throws is for the loop, for those of its tickets that have not ended: another attempt may fare better. */
    static void ending(List<Ticket> tickets, Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tickets.forEach(ticket -> ticket.outcome().completeExceptionally(e));
        } catch (RuntimeException | Error e) {
            OutOfMemory.endIfMeantBy(e);
            tickets.forEach(ticket -> ticket.outcome().completeExceptionally(e));
        }
    }
}
