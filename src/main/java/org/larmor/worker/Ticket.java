package org.larmor.worker;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

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
}
