package org.larmor.adapt.events;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.models.ModelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for the office of whoever writes {@code adapt.events}: of all processes that do, the one that the group gives the
 * commands to holds it. It owns its thread.
 */
public final class EventWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private final KafkaConnection kafka;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<String, byte[]> consumer;

    private EventWriter(KafkaConnection kafka) {
        this.kafka = kafka;
        this.thread = Thread.ofPlatform().daemon().name("larmor-adapt-writer").unstarted(this::run);
    }

    public static EventWriter start(KafkaConnection kafka) {
        EventWriter writer = new EventWriter(kafka);
        writer.thread.start();
        return writer;
    }

    /** Whether it stands for the office. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            do {
                try {
                    stand();
                } catch (WakeupException e) {
                    LOG.debug("No longer writes adapt.events");
                } catch (KafkaException | BusException | IOException | ModelException e) {
                    // whoever is elected next finds all as it was
                    LOG.warn("adapt.events could not be written, and is tried again: {}", e.toString());
                }
            } while (!closing.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("Interrupted while waiting");
        }
    }

    private void stand() throws IOException {
        try (Consumer<String, byte[]> commands = kafka.consumer(
                        ClientSettings.groupConsumer(EventTerm.OFFICE), new StringDeserializer(), new ByteArrayDeserializer());
                Office office = new Office()) {
            consumer = commands;
            commands.subscribe(List.of(Topics.ADAPT_COMMANDS.name()), office);
            while (closing.getCount() > 0) {
                for (ConsumerRecord<String, byte[]> command : commands.poll(POLL)) {
                    office.term().answer(command, commands.groupMetadata());
                }
                office.takeIfGiven();
            }
        } finally {
            consumer = null;
        }
    }

    /** The office as the group gives and takes it. */
    private final class Office implements ConsumerRebalanceListener, AutoCloseable {
        private @Nullable EventTerm term;
        private boolean given;

        EventTerm term() throws IOException {
            EventTerm now = term;
            if (now == null) {
                now = EventTerm.begin(kafka);
                term = now;
            }
            return now;
        }

        void takeIfGiven() throws IOException {
            if (given) {
                var unused = term();
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            given |= !partitions.isEmpty();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                given = false;
                close();
            }
        }

        @Override
        public void close() {
            if (term != null) {
                term.close();
                term = null;
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Consumer<String, byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        try {
            if (!thread.join(STOPS_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
