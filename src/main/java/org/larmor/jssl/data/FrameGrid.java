package org.larmor.jssl.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.larmor.recon.FrameInput;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.op.AxisFourier;
import org.larmor.recon.prepare.Calibration;
import org.larmor.recon.prepare.FramePreparation;
import org.larmor.recon.prepare.PreparedFrame;

/** Turns a frame's readouts into a slice, as the worker prepares them. Owns native memory; used by one thread. */
public final class FrameGrid implements AutoCloseable {
    private final FramePreparation preparation = new FramePreparation();

    /**
     * The slice of a frame that is no volume.
     *
     * @throws ReconException where the frame cannot be prepared
     */
    public KspaceSlice slice(FrameInput input) throws ReconException {
        PreparedFrame frame = preparation.prepare(input);
        FrameLayout layout = frame.layout();
        requireWhole(input, layout.x().encoded());
        int height = layout.readout();
        int width = layout.y().encoded();
        float[] lines = frame.lines();
        boolean[] acquired = new boolean[width];
        boolean complete = true;
        for (int y = 0; y < width; y++) {
            acquired[y] = lines[y] > 0;
            complete &= acquired[y];
        }
        try (NDManager manager = TorchEngine.manager()) {
            NDArray hybrid = frame.whitened(manager).squeeze(1);
            float[] pairs = new AxisFourier(manager, height, -2).forward(hybrid).real().toFloatArray();
            List<Calibration> calibration = complete ? List.of() : preparation.calibration(manager, frame);
            return new KspaceSlice(
                    pairs,
                    layout.channels(),
                    height,
                    width,
                    height,
                    Math.min(width, layout.y().kept()),
                    acquired,
                    complete,
                    calibration.isEmpty() ? null : calibration.getFirst());
        }
    }

    private static void requireWhole(FrameInput input, int nx) throws ReconException {
        Readouts.forEach(input.imaging(), (header, messages, data) -> {
            int samples = header.numberOfSamples() - header.discardPre() - header.discardPost();
            if (samples < nx) {
                throw new ReconException("readouts of " + samples + " samples leave the encoded " + nx
                        + " open (a partial echo), which is no training data");
            }
        });
    }

    @Override
    public void close() {
        preparation.close();
    }
}
