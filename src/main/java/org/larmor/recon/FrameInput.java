package org.larmor.recon;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Recipe;

/**
 * One frame to reconstruct. The buffers hold MRD messages (id, header, payload) back to back, exactly as on the wire;
 * none is split over two buffers.
 *
 * @param scan what the scan's frames share; computed once per scan
 * @param recipe what it is reconstructed with
 * @param model the model version that a learned recipe shall use; null for classical ones
 * @param imaging the frame's own readouts
 * @param calibration readouts that only calibrate (flag 20), perhaps of another encoding space; possibly none
 * @param companions imaging readouts of other frames of the slice, for coil maps alone; possibly none
 * @param zeroFill whether the zero-filled image is asked for where nothing can be unfolded
 */
public record FrameInput(
        ScanContext scan,
        FrameKey frame,
        Recipe recipe,
        @Nullable String model,
        List<ByteBuffer> imaging,
        List<ByteBuffer> calibration,
        List<ByteBuffer> companions,
        boolean zeroFill) {

    /** Without a model. */
    public FrameInput(
            ScanContext scan,
            FrameKey frame,
            Recipe recipe,
            List<ByteBuffer> imaging,
            List<ByteBuffer> calibration,
            List<ByteBuffer> companions) {
        this(scan, frame, recipe, null, imaging, calibration, companions, false);
    }

    /** The same frame by a classical recipe. */
    public FrameInput classical(Recipe other) {
        return new FrameInput(scan, frame, other, null, imaging, calibration, companions, zeroFill);
    }
}
