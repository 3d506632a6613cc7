package org.larmor.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendQueueTest {
    private final Forgetful producer = new Forgetful();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    @Test
    void givesWhatWasNotTakenAgainInOrder() {
        SendQueue queue = queue(Duration.ofMinutes(1));
        send(queue, "a");
        producer.forgotten = true;
        send(queue, "b");
        send(queue, "c");
        tick();
        tick();
        assertThat(sent()).containsExactly("a");
        assertThat(answers).containsExactly("a");
        producer.forgotten = false;
        send(queue, "d");
        assertThat(sent()).as("nothing overtakes what waits").containsExactly("a");
        tick();
        assertThat(sent()).containsExactly("a", "b", "c", "d");
        assertThat(answers).containsExactly("a", "b", "c", "d");
        assertThat(timers).isEmpty();
        send(queue, "e");
        assertThat(sent()).endsWith("e");
    }

    @Test
    void failsWhenItHasWaitedTooLong() {
        SendQueue queue = queue(Duration.ZERO);
        producer.forgotten = true;
        send(queue, "a");
        assertThat(answers).containsExactly("a: no metadata");
        assertThat(timers).isEmpty();
    }

    private SendQueue queue(Duration patience) {
        return new SendQueue(producer::send, (millis, work) -> timers.add(work), patience);
    }

    private void send(SendQueue queue, String value) {
        queue.send(
                new ProducerRecord<>("topic", value, new byte[0]),
                (metadata, error) -> answers.add(error == null ? value : value + ": " + error.getMessage()));
    }

    private void tick() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    private List<String> sent() {
        return producer.history().stream().map(ProducerRecord::key).toList();
    }

    /** Answers as a producer whose broker does not know the topic does: at once, through the callback. */
    private static final class Forgetful extends MockProducer<String, byte[]> {
        private boolean forgotten;

        Forgetful() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            if (forgotten) {
                TimeoutException error = new TimeoutException("no metadata");
                callback.onCompletion(null, error);
                return CompletableFuture.failedFuture(error);
            }
            return super.send(record, callback);
        }
    }
}
