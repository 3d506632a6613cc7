package org.larmor.adapt.events;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.models.ModelException;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for the office of whoever writes {@code adapt.events}: of all processes that do, the one that the group gives the
 * commands to holds it. It owns its thread.
 */
public final class EventWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /** For runs that are due without anybody having asked for anything. */
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(30);

    /** How old what the metrics show may be. */
    private static final Duration SHOWS_EVERY = Duration.ofSeconds(5);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private final KafkaConnection kafka;
    private final AdaptMeters meters;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<String, byte[]> consumer;

    private EventWriter(KafkaConnection kafka, AdaptMeters meters) {
        this.kafka = kafka;
        this.meters = meters;
        this.thread = Thread.ofPlatform().daemon().name("larmor-adapt-writer").unstarted(this::run);
    }

    /** @param registry gets the adaptation's metrics */
    public static EventWriter start(KafkaConnection kafka, MeterRegistry registry) {
        EventWriter writer = new EventWriter(kafka, new AdaptMeters(registry));
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
                    answer(command, commands.groupMetadata(), office);
                }
                office.takeIfGiven();
            }
        } finally {
            consumer = null;
        }
    }

    /**
     * Nobody's command may stop what others ask for: one that fails for what it is is refused. An
     * outage is nothing that a command has done.
     */
    private void answer(ConsumerRecord<String, byte[]> command, ConsumerGroupMetadata group, Office office)
            throws IOException {
        try {
            office.term().answer(command, group);
        } catch (KafkaException e) {
            if (!isTooLarge(e)) {
                throw e;
            }
            refuse(command, group, office, "what it leads to is too large for the log", e);
        } catch (BusException e) {
            throw e;
        } catch (RuntimeException e) {
            OutOfMemory.endIfMeantBy(e);
            refuse(command, group, office, "it cannot be answered: " + e.getClass().getSimpleName(), e);
        }
    }

    /** In a new term: what the one that failed had begun to do is not known any more. */
    private static void refuse(
            ConsumerRecord<String, byte[]> command, ConsumerGroupMetadata group, Office office, String why, Exception e)
            throws IOException {
        LOG.error("The command at {} of adapt.commands is refused: {}", command.offset(), why, e);
        office.close();
        office.term().refuse(command, group, why);
    }

    private static boolean isTooLarge(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }

    /** The office as the group gives and takes it. */
    private final class Office implements ConsumerRebalanceListener, AutoCloseable {
        private @Nullable EventTerm term;
        private boolean given;
        private long looked = System.nanoTime();
        private long shown;

        EventTerm term() throws IOException {
            EventTerm now = term;
            if (now == null) {
                now = EventTerm.begin(kafka, meters);
                term = now;
                show(now);
            }
            return now;
        }

        void takeIfGiven() throws IOException {
            if (given) {
                EventTerm now = term();
                if (System.nanoTime() - looked > LOOKS_EVERY.toNanos()) {
                    looked = System.nanoTime();
                    now.orderWhatIsDue();
                }
                if (System.nanoTime() - shown > SHOWS_EVERY.toNanos()) {
                    show(now);
                }
            }
        }

        private void show(EventTerm now) {
            shown = System.nanoTime();
            meters.show(now.standing());
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
                meters.hide();
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
