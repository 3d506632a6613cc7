package org.larmor.worker;

import java.util.List;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.Reconstructor;
import org.larmor.recon.kspace.ReconException;

/** Does what a test says. */
record FakeReconstructor(Step step, Runnable onClose) implements Reconstructor {
    interface Step {
        ReconImage of(FrameInput input) throws ReconException;
    }

    FakeReconstructor(Step step) {
        this(step, () -> {});
    }

    /** Pixels 0, 1, 2, … */
    static ReconImage image(FrameInput input, int y, int x) {
        float[] pixels = new float[y * x];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i;
        }
        AcquisitionHeader center = AcquisitionHeader.allocate()
                .measurementUid(11)
                .acquisitionTimeStamp(1234)
                .position(1, 2, 3)
                .readDir(1, 0, 0)
                .phaseDir(0, 1, 0)
                .sliceDir(0, 0, 1)
                .slice(input.frame().slice())
                .repetition(input.frame().repetition());
        return new ReconImage(1, 1, y, x, pixels, center, input.recipe(), false, List.of("WRN of the reconstruction"));
    }

    @Override
    public ReconImage reconstruct(FrameInput input) throws ReconException {
        return step.of(input);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
