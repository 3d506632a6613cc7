package org.larmor.router;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record that its topic does not take, be it a job, a result or the router's own state, ends the scan it speaks of. This
 * runs on the producer's own thread, which must not send anything itself: it would wait for itself. Kafka Streams makes
 * it.
 */
public final class UnwrittenEndsScan extends DefaultProductionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UnwrittenEndsScan.class);

    private RouterProgress progress = new RouterProgress();

    @Override
    public void configure(Map<String, ?> settings) {
        super.configure(settings);
        progress = RouterProgress.of(settings);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        boolean recordsFault = exception instanceof RecordTooLargeException
                || exception instanceof RecordBatchTooLargeException
                || exception instanceof InvalidRecordException;
        if (!recordsFault || record.key() == null) {
            return super.handleError(context, record, exception);
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        LOG.error("a record for {} could not be written: {}", record.topic(), exception.getMessage());
        progress.unwritten(key.split("/", 2)[0]);
        return Response.resume();
    }
}
