package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;

/** What people may look up of scans, in {@code ops.scans}, written by the gateway that served them; nothing of any patient. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ScanNote.Answered.class, name = "Answered"),
    @JsonSubTypes.Type(value = ScanNote.Ended.class, name = "Ended")
})
public sealed interface ScanNote {
    String scan();

    /**
     * A frame has its answer.
     *
     * @param at when, µs since the epoch
     * @param result {@code images}, {@code none} or {@code failed}
     * @param text why it failed, null where it did not
     * @param millis from its last readout to its answer
     */
    record Answered(
            String scan,
            FrameKey frame,
            int revision,
            long at,
            String result,
            @Nullable String text,
            double millis,
            List<Image> images)
            implements ScanNote {
        public Answered {
            images = List.copyOf(images);
        }
    }

    /** A scan has ended. */
    record Ended(ScanSummary summary) implements ScanNote {
        @Override
        public String scan() {
            return summary.scan();
        }
    }

    /**
     * An image, and where its bytes lie in {@code recon.results}.
     *
     * @param recipe by which it was made
     * @param version of the model, null where none has made it
     * @param quality the error on what was kept from the network, as its meta has it; null where it was not checked
     * @param qualityLimit likewise, what it may be
     * @param marks names of meta attributes that say that something is otherwise than asked for
     * @param x pixels along the readout
     * @param y along the phase encoding
     * @param bytes of the message on the wire
     * @param offsets of its pieces, in order
     */
    record Image(
            int number,
            String recipe,
            @Nullable String version,
            @Nullable String quality,
            @Nullable String qualityLimit,
            List<String> marks,
            int x,
            int y,
            int z,
            int channels,
            long bytes,
            int partition,
            List<Long> offsets) {
        public Image {
            marks = List.copyOf(marks);
            offsets = List.copyOf(offsets);
        }
    }
}
