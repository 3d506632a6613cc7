package org.larmor.jssl.eval;

import ai.djl.ndarray.NDManager;
import org.larmor.jssl.RootSumOfSquares;
import org.larmor.nn.Physics;

/** The root sum of squares with zeros for what was not acquired. */
public record ZeroFilled() implements Method {
    @Override
    public String name() {
        return "zero-filled";
    }

    @Override
    public float[] image(NDManager manager, Physics physics, SubsampledSlice slice) {
        return slice.cropped(RootSumOfSquares.of(physics.fourier().adjoint(slice.acquired(manager))));
    }
}
