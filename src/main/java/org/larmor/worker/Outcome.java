package org.larmor.worker;

import java.util.Locale;
import org.apache.kafka.clients.consumer.AcknowledgeType;

/** How one delivery of a job ended. */
enum Outcome {
    /** Its images are written. */
    IMAGES(AcknowledgeType.ACCEPT),
    /** It makes no image, and that is written, where anybody waits for it. */
    NONE(AcknowledgeType.ACCEPT),
    /** It cannot be done, and that is written. */
    FAILED(AcknowledgeType.ACCEPT),
    /** It is given up: the result, where its frame is known, and the dead letter are written. */
    DEAD(AcknowledgeType.ACCEPT),
    /** Nothing terminal is written: someone shall try again. */
    RETRY(AcknowledgeType.RELEASE);

    private final AcknowledgeType acknowledgement;

    Outcome(AcknowledgeType acknowledgement) {
        this.acknowledgement = acknowledgement;
    }

    AcknowledgeType acknowledgement() {
        return acknowledgement;
    }

    /** As metrics call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
