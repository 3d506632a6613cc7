package org.larmor.recon;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.FramePlan;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;

/** Frames of recorded scans, planned as for a recipe. */
public final class PlannedFrames {
    private PlannedFrames() {}

    public static FrameInput input(RecordedScan scan, FrameKey frame, Recipe recipe) throws ReconException {
        ScanFacts facts = new ScanFacts(
                scan.context().header().encodings(),
                RecipeRequest.valueOf(recipe.name()),
                false,
                Optional.empty(),
                false);
        FramePlan plan = scan.plan(facts, frame);
        if (plan.refusal().isPresent()) {
            throw new ReconException(plan.refusal().get());
        }
        return scan.input(facts, frame, plan, null);
    }

    /** A frame's own readouts. */
    public static List<ByteBuffer> imaging(RecordedScan scan, FrameKey frame) throws ReconException {
        return input(scan, frame, Recipe.RSS).imaging();
    }
}
