package org.larmor.web.scans;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.RecordReader;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ScanNote;

/** Reads images again from the log, as the scanner got them. Bounded in requests and in bytes. */
public final class StoredImages implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    /** Requests that are answered or wait. */
    private static final int MOST_WAITING = 32;

    /** A larger one is for `send` or `export`, not for a page. */
    static final long LARGEST = 64L << 20;

    private final RecordReader reader;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    /** Starts a reader of its own. */
    public StoredImages(KafkaConnection kafka) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.consumer());
        settings.put("max.poll.records", 1);
        reader = new RecordReader(
                kafka.consumer(settings, new StringDeserializer(), new ByteArrayDeserializer()), Topics.RESULTS, DEADLINE);
    }

    /**
     * An image's message on the wire, from its id on.
     *
     * @return completed on another thread; fails with {@link org.larmor.bus.RecordGoneException} where it is there no more,
     *     with {@link BusException} where it cannot be had now
     */
    public CompletableFuture<byte[]> read(ScanNote.Image image) {
        if (image.bytes() > LARGEST) {
            return CompletableFuture.failedFuture(new BusException("an image of " + image.bytes() + " bytes is not shown"));
        }
        if (!waiting.tryAcquire()) {
            return CompletableFuture.failedFuture(new BusException("too many images are asked for at once"));
        }
        byte[] message = new byte[(int) image.bytes()];
        CompletableFuture<Integer> filled = CompletableFuture.completedFuture(0);
        for (long offset : image.offsets()) {
            filled = filled.thenCompose(at -> reader.read(image.partition(), offset).thenApply(piece -> {
                if (piece.length > message.length - at) {
                    throw new BusException("the pieces of an image are longer than it was");
                }
                System.arraycopy(piece, 0, message, at, piece.length);
                return at + piece.length;
            }));
        }
        return filled.thenApply(at -> message).whenComplete((bytes, error) -> waiting.release());
    }

    @Override
    public void close() {
        reader.close();
    }
}
