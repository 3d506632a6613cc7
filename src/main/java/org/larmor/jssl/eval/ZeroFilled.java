package org.larmor.jssl.eval;

import ai.djl.ndarray.NDManager;
import org.larmor.nn.Physics;
import org.larmor.recon.op.CoilMagnitude;

/** The root sum of squares with zeros for what was not acquired. */
public record ZeroFilled() implements Method {
    @Override
    public String name() {
        return "zero-filled";
    }

    @Override
    public float[] image(NDManager manager, Physics physics, SubsampledSlice slice) {
        return slice.cropped(CoilMagnitude.of(physics.fourier().adjoint(slice.acquired(manager))));
    }
}
