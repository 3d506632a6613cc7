package org.larmor.jssl.eval;

import ai.djl.ndarray.NDManager;
import org.larmor.nn.Passes;
import org.larmor.recon.op.CoilMagnitude;

/** The root sum of squares with zeros for what was not acquired. */
public record ZeroFilled() implements Method {
    @Override
    public String name() {
        return "zero-filled";
    }

    @Override
    public float[] image(NDManager manager, Passes passes, SubsampledSlice slice) {
        return slice.cropped(CoilMagnitude.of(slice.constants(passes).fourier().adjoint(slice.acquired(manager))));
    }
}
