package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.larmor.mrd.FrameKey;

/**
 * What the gateway sees of a scan's reconstruction, in {@code recon.results}, in the scan's own partition. The bytes of
 * an image precede its {@link FrameImages} as pieces ({@link PayloadHeader}) under the same attempt. Exactly one
 * {@link Terminal} counts per (frame, revision): the first.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ResultEvent.FrameImages.class, name = "FrameImages"),
    @JsonSubTypes.Type(value = ResultEvent.FrameNone.class, name = "FrameNone"),
    @JsonSubTypes.Type(value = ResultEvent.FrameFailed.class, name = "FrameFailed"),
    @JsonSubTypes.Type(value = ResultEvent.ScanText.class, name = "ScanText"),
    @JsonSubTypes.Type(value = ResultEvent.ScanRefused.class, name = "ScanRefused"),
    @JsonSubTypes.Type(value = ResultEvent.ScanClosed.class, name = "ScanClosed")
})
public sealed interface ResultEvent {
    String scan();

    /** The one terminal answer to a frame's revision. */
    sealed interface Terminal extends ResultEvent {
        FrameKey frame();

        int revision();

        List<String> warnings();

        Hops hops();
    }

    /**
     * The frame's images.
     *
     * @param attempt which worker's pieces count
     * @param pieces how many pieces each image (number 0, 1, …) was cut into
     * @param warnings texts for the scanner
     */
    record FrameImages(
            String scan,
            FrameKey frame,
            int revision,
            long attempt,
            List<Integer> pieces,
            List<String> warnings,
            Hops hops)
            implements Terminal {
        public FrameImages {
            pieces = List.copyOf(pieces);
            warnings = List.copyOf(warnings);
        }
    }

    /** The frame makes no image, and that is right. */
    record FrameNone(String scan, FrameKey frame, int revision, List<String> warnings, Hops hops) implements Terminal {
        public FrameNone {
            warnings = List.copyOf(warnings);
        }
    }

    /** The frame failed; {@code text} is for the scanner. */
    record FrameFailed(String scan, FrameKey frame, int revision, String text, List<String> warnings, Hops hops)
            implements Terminal {
        public FrameFailed {
            warnings = List.copyOf(warnings);
        }
    }

    /** Something the scanner shall be told, starting with {@code WRN } or {@code ERR }. */
    record ScanText(String scan, String text) implements ResultEvent {}

    /** The scan is not taken, and why: nothing of it will be reconstructed. */
    record ScanRefused(String scan, String text) implements ResultEvent {}

    /**
     * Every frame of the scan has been routed.
     *
     * @param results how many terminal results the scan has in all, revisions included
     */
    record ScanClosed(String scan, int results, boolean aborted) implements ResultEvent {}
}
