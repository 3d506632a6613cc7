package org.larmor.web.scans;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogFollower;
import org.larmor.bus.Topics;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.ScanNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows {@code ops.scans} from its beginning: what gateways have noted of scans. */
public final class ScanBoard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScanBoard.class);
    private static final JsonSerde<ScanNote> NOTES = new JsonSerde<>(ScanNote.class);

    private final ScanIndex index = new ScanIndex();
    private final List<Consumer<ScanNote>> listeners = new CopyOnWriteArrayList<>();
    private final LogFollower follower;

    private ScanBoard(KafkaConnection kafka) {
        follower = LogFollower.start(
                kafka.consumer(ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer()),
                Topics.SCANS,
                LogFollower.From.BEGINNING,
                new Reader());
    }

    /** Starts to follow; what there is comes soon after. */
    public static ScanBoard start(KafkaConnection kafka) {
        return new ScanBoard(kafka);
    }

    /** What is known now. */
    public ScanIndex index() {
        return index;
    }

    /** Is told of notes as they come, on the follower's thread. */
    public void listen(Consumer<ScanNote> listener) {
        listeners.add(listener);
    }

    private final class Reader implements LogFollower.Handler {
        @Override
        public void accept(ConsumerRecords<String, byte[]> records) {
            for (ConsumerRecord<String, byte[]> record : records) {
                try {
                    ScanNote note = NOTES.read(record.value());
                    if (note != null) {
                        index.take(note);
                        listeners.forEach(listener -> listener.accept(note));
                    }
                } catch (RecordException e) {
                    LOG.warn("note at offset {}: {}", record.offset(), e.getMessage());
                }
            }
        }

        @Override
        public void interrupted(RuntimeException why) {
            LOG.warn("notes of scans cannot be followed: {}", why.toString());
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
