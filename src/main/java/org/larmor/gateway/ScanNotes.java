package org.larmor.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.ScanNote;
import org.larmor.bus.record.ScanSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what people may look up of scans. No scan waits for it: what the log does not take is missing there alone.
 * Event loop only.
 */
final class ScanNotes {
    private static final Logger LOG = LoggerFactory.getLogger(ScanNotes.class);
    private static final JsonSerde<ScanNote> NOTES = new JsonSerde<>(ScanNote.class);

    /** How long a failure's text may be here. */
    private static final int LONGEST = 500;

    private final SendQueue.Sender producer;

    /** @param producer which never blocks */
    ScanNotes(SendQueue.Sender producer) {
        this.producer = producer;
    }

    /** A frame has its answer. */
    void answered(int partition, ResultEvent.Terminal answer, List<List<Piece>> images) {
        long now = Micros.now();
        List<ScanNote.Image> noted = new ArrayList<>();
        for (int number = 0; number < images.size(); number++) {
            ImageLabel label = images.get(number).getFirst().label;
            if (label != null) {
                noted.add(label.note(number, partition, images.get(number)));
            }
        }
        write(new ScanNote.Answered(
                answer.scan(),
                answer.frame(),
                answer.revision(),
                now,
                FrameResult.of(answer).label(),
                text(answer),
                (now - answer.hops().readout()) / 1000.0,
                noted));
    }

    /** A scan has ended. */
    void ended(ScanSummary summary) {
        write(new ScanNote.Ended(summary));
    }

    private static @Nullable String text(ResultEvent.Terminal answer) {
        return answer instanceof ResultEvent.FrameFailed failed
                ? failed.text().substring(0, Math.min(LONGEST, failed.text().length()))
                : null;
    }

    private void write(ScanNote note) {
        try {
            var unused = producer.send(new ProducerRecord<>(Topics.SCANS.name(), 0, note.scan(), NOTES.write(note)), (metadata, error) -> {
                if (error != null) {
                    LOG.debug("a note was not taken: {}", error.toString());
                }
            });
        } catch (KafkaException | IllegalStateException | RejectedExecutionException e) {
            LOG.debug("a note was not taken: {}", e.toString());
        }
    }
}
