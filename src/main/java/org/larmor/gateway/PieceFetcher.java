package org.larmor.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.larmor.bus.RecordReader;
import org.larmor.bus.Topics;

/** Reads pieces of images again by offset, one at a time. Owns what reads them. */
final class PieceFetcher implements AutoCloseable {
    /** A broker that restarts is waited for. */
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final RecordReader reader;
    private final Context context;

    PieceFetcher(Consumer<String, byte[]> consumer, Context context) {
        this.reader = new RecordReader(consumer, Topics.RESULTS, DEADLINE);
        this.context = context;
    }

    /** Completes on the event loop. */
    Future<byte[]> fetch(int partition, Piece piece) {
        Promise<byte[]> promise = Promise.promise();
        var unused = reader.read(partition, piece.offset).whenComplete((bytes, error) -> context.runOnContext(nothing -> {
            if (error == null) {
                promise.complete(bytes);
            } else {
                promise.fail(error.getCause() == null ? error : error.getCause());
            }
        }));
        return promise.future();
    }

    @Override
    public void close() {
        reader.close();
    }
}
