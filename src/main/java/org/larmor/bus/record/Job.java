package org.larmor.bus.record;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Mark;
import org.larmor.scan.Recipe;

/**
 * One frame to reconstruct, in {@code recon.jobs.<pool>}. At least once; what it leads to is idempotent by (scan, frame,
 * revision).
 *
 * @param revision 0, or how often late lines reopened the frame
 * @param recipe what it is reconstructed with
 * @param model the pinned model version, null for classical recipes
 * @param contexts header, noise and the frame's calibration chunks, in order
 * @param chunks the frame's own imaging chunks, in order of sequence
 * @param companions imaging chunks of other repetitions or phases of the slice, whose lines complete the centre for the
 *     coil maps; empty where not needed
 * @param zeroFill whether the zero-filled image is asked for where nothing can be unfolded
 * @param marks of its image
 * @param warnings to pass on to the scanner with the result
 * @param sample null where nothing is learned from the frame
 * @param quality by what the model's image is checked before it is sent, null where it is not
 */
public record Job(
        String scan,
        int partition,
        FrameKey frame,
        int revision,
        Recipe recipe,
        @Nullable String model,
        List<ChunkRef> contexts,
        List<ChunkRef> chunks,
        List<ChunkRef> companions,
        boolean zeroFill,
        List<Mark> marks,
        List<String> warnings,
        @Nullable SampleOrder sample,
        @Nullable QualityLimit quality,
        Hops hops) {
    public Job {
        contexts = List.copyOf(contexts);
        chunks = List.copyOf(chunks);
        companions = List.copyOf(companions);
        marks = List.copyOf(marks);
        warnings = List.copyOf(warnings);
    }

    /** What is to be said of a frame that is reconstructed without any log: it refers to no chunks. */
    public static Job ofNoLog(
            String scan, FrameKey frame, Recipe recipe, @Nullable String model, boolean zeroFill, List<Mark> marks) {
        return new Job(
                scan, 0, frame, 0, recipe, model, List.of(), List.of(), List.of(), zeroFill, marks, List.of(), null, null,
                Hops.routed(0, 0, 0));
    }
}
