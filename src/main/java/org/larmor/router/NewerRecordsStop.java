package org.larmor.router;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.larmor.bus.record.NewerRecordException;

/**
 * Poison goes to the dead letters; a record of a later version of the program does not, and stops the router, which is
 * the only thing that it can rightly do.
 */
final class NewerRecordsStop {
    private NewerRecordsStop() {}

    static boolean isNewer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NewerRecordException) {
                return true;
            }
        }
        return false;
    }

    /** Of events; Kafka Streams makes it. */
    public static final class OfEvents extends LogAndContinueExceptionHandler {
        private RouterProgress progress = new RouterProgress();

        @Override
        public void configure(Map<String, ?> settings) {
            super.configure(settings);
            progress = RouterProgress.of(settings);
        }

        @Override
        public DeserializationExceptionHandler.Response handleError(
                ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
            if (isNewer(exception)) {
                return DeserializationExceptionHandler.Response.fail();
            }
            progress.deadLetter();
            return super.handleError(context, record, exception);
        }
    }

    /**
     * Of what the stores hold; Kafka Streams makes it. It goes on only after an event of which nothing was done: whatever
     * else fails may have left half of it done, and is tried again by another thread.
     */
    public static final class OfState extends LogAndContinueProcessingExceptionHandler {
        private RouterProgress progress = new RouterProgress();

        @Override
        public void configure(Map<String, ?> settings) {
            super.configure(settings);
            progress = RouterProgress.of(settings);
        }

        @Override
        public ProcessingExceptionHandler.Response handleError(
                ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
            if (!(exception instanceof EventException)) {
                return ProcessingExceptionHandler.Response.fail();
            }
            progress.deadLetter();
            return super.handleError(context, record, exception);
        }
    }
}
