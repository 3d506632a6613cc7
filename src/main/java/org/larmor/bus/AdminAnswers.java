package org.larmor.bus;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for a cluster's answers, and says in words why there are none. */
record AdminAnswers(KafkaConnection kafka, Duration timeout) {
    /** @throws BusException where there is none in time, or a refusal */
    <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw new BusException("no answer from Kafka at " + kafka + " within " + timeout.toMillis() + " ms",
                        cause);
            }
            throw new BusException("Kafka at " + kafka + " refused: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new BusException("no answer from Kafka at " + kafka, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted while waiting for Kafka at " + kafka, e);
        }
    }
}
