package org.larmor.adapt.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ModelVersion;

/** A version's weights in {@code models.weights}. */
final class ModelPieces {
    static final TopicPartition PLACE = new TopicPartition(Topics.MODEL_WEIGHTS.name(), 0);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ModelPieces() {}

    /**
     * Writes the weights' file.
     *
     * @throws IOException where the pieces are not all there
     */
    static void write(KafkaConnection kafka, ModelVersion version, OutputStream to) throws IOException {
        try (Consumer<String, byte[]> consumer = kafka.consumer(
                ClientSettings.consumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PLACE));
            consumer.seek(PLACE, version.first());
            int next = 0;
            long heard = System.nanoTime();
            while (next < version.pieces()) {
                for (ConsumerRecord<String, byte[]> piece : consumer.poll(POLL)) {
                    heard = System.nanoTime();
                    if (next == version.pieces()) {
                        break;
                    }
                    if (piece.offset() > version.last()) {
                        throw new IOException(version.version() + ": piece " + next + " of its weights is missing");
                    }
                    if (ModelVersion.pieceKey(version.upload(), next).equals(piece.key())) {
                        to.write(piece.value());
                        next++;
                    }
                }
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new IOException(version.version() + ": its weights cannot be read to their end");
                }
            }
        } catch (KafkaException e) {
            throw new IOException(version.version() + ": its weights cannot be read: " + e.getMessage(), e);
        }
    }
}
