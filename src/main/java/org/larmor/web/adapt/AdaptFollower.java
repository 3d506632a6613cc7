package org.larmor.web.adapt;

import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogFollower;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.RecordException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to models from now on, on a thread of its own. */
public final class AdaptFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdaptFollower.class);

    private final LogFollower follower;

    /** @param told gets each event as the API shows it */
    public AdaptFollower(KafkaConnection kafka, Consumer<JsonObject> told) {
        follower = LogFollower.start(
                kafka.consumer(
                        ClientSettings.committedConsumer(), new StringDeserializer(), new ByteArrayDeserializer()),
                Topics.ADAPT_EVENTS,
                LogFollower.From.END,
                new Reader(told));
    }

    private record Reader(Consumer<JsonObject> told) implements LogFollower.Handler {
        @Override
        public void accept(ConsumerRecords<String, byte[]> records) {
            for (ConsumerRecord<String, byte[]> record : records) {
                try {
                    AdaptEvent event = Topics.ADAPT_EVENTS.value().deserializer().deserialize(record.topic(), record.value());
                    if (event != null) {
                        told.accept(AdaptJson.event(event));
                    }
                } catch (RecordException e) {
                    LOG.debug("event at offset {}: {}", record.offset(), e.getMessage());
                }
            }
        }

        @Override
        public void interrupted(RuntimeException why) {
            LOG.warn("what happens to models cannot be followed: {}", why.toString());
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
