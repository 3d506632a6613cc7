package org.larmor.bus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.record.Extent;

/** Large values in a compacted topic of one partition: written in pieces, found by what another record says of them. */
public final class PieceLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PieceLog() {}

    /**
     * Writes all that a stream gives; it is durable when this returns.
     *
     * @throws BusException where the log does not take it
     */
    public static Extent write(Producer<String, byte[]> producer, Topic<String, byte[]> topic, InputStream in)
            throws IOException {
        String upload = UUID.randomUUID().toString();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        long bytes = 0;
        for (byte[] piece = in.readNBytes(Pieces.BYTES); piece.length > 0; piece = in.readNBytes(Pieces.BYTES)) {
            sent.add(producer.send(new ProducerRecord<>(topic.name(), 0, Extent.key(upload, sent.size()), piece)));
            bytes += piece.length;
        }
        if (sent.isEmpty()) {
            throw new IOException("there is nothing to store");
        }
        try {
            List<Long> offsets = new ArrayList<>();
            for (Future<RecordMetadata> one : sent) {
                offsets.add(one.get().offset());
            }
            return new Extent(upload, offsets.getFirst(), offsets.getLast(), offsets.size(), bytes);
        } catch (ExecutionException e) {
            throw new BusException("what should be in " + topic + " could not be stored", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
    }

    /**
     * Reads a value.
     *
     * @throws IOException where its pieces are not all there
     */
    public static void read(KafkaConnection kafka, Topic<String, byte[]> topic, Extent extent, OutputStream to)
            throws IOException {
        TopicPartition place = new TopicPartition(topic.name(), 0);
        try (Consumer<String, byte[]> consumer = kafka.consumer(
                ClientSettings.snapshotConsumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seek(place, extent.first());
            int next = 0;
            long heard = System.nanoTime();
            while (next < extent.pieces()) {
                for (ConsumerRecord<String, byte[]> piece : consumer.poll(POLL)) {
                    heard = System.nanoTime();
                    if (next == extent.pieces()) {
                        break;
                    }
                    if (piece.offset() > extent.last()) {
                        throw missing(topic, next);
                    }
                    if (Extent.key(extent.upload(), next).equals(piece.key())) {
                        if (piece.value() == null) {
                            throw missing(topic, next);
                        }
                        to.write(piece.value());
                        next++;
                    }
                }
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw missing(topic, next);
                }
            }
        } catch (KafkaException e) {
            throw new IOException("what lies in " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static IOException missing(Topic<?, ?> topic, int piece) {
        return new IOException("piece " + piece + " of what should lie in " + topic + " is missing");
    }
}
