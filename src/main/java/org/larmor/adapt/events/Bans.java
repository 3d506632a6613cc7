package org.larmor.adapt.events;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogFollower;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.RecordException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which versions may serve nobody, as the events say, while they come. Asking does not block. */
public final class Bans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bans.class);
    private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(60);

    private final LogFollower follower;
    private AdaptState state = new AdaptState();

    private Bans(KafkaConnection kafka) {
        this.follower = LogFollower.start(
                kafka.consumer(
                        ClientSettings.committedConsumer(), new StringDeserializer(), new ByteArrayDeserializer()),
                Topics.ADAPT_EVENTS,
                LogFollower.From.BEGINNING,
                new Handler());
    }

    /**
     * Follows the events; what is there is known when this returns.
     *
     * @throws BusException where the log does not answer
     */
    public static Bans follow(KafkaConnection kafka) {
        Bans bans = new Bans(kafka);
        try {
            if (!bans.follower.awaitCaughtUp(CATCHES_UP_WITHIN)) {
                bans.close();
                throw new BusException("no answer from Kafka at " + kafka + " about " + Topics.ADAPT_EVENTS);
            }
        } catch (InterruptedException e) {
            bans.close();
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
        return bans;
    }

    /** Why a version may not serve a domain, or all; empty where it may. */
    public synchronized String why(String domain, String version) {
        String own = state.ban(domain, version);
        return own.isEmpty() ? state.ban(ModelAlias.GENERAL, version) : own;
    }

    /** Whether the events are being followed. */
    public boolean isAlive() {
        return follower.isAlive();
    }

    private synchronized void take(ConsumerRecord<String, byte[]> record) {
        try {
            AdaptEvent event =
                    Topics.ADAPT_EVENTS.value().deserializer().deserialize(record.topic(), record.value());
            if (event != null) {
                state.apply(event);
            }
        } catch (RecordException e) {
            LOG.warn("{} at offset {}: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    private synchronized void begin() {
        state = new AdaptState();
    }

    private final class Handler implements LogFollower.Handler {
        @Override
        public void accept(ConsumerRecords<String, byte[]> records) {
            records.forEach(Bans.this::take);
        }

        @Override
        public void interrupted(RuntimeException why) {
            LOG.warn("{} cannot be followed, and is read again: {}", Topics.ADAPT_EVENTS, why.toString());
            begin();
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
