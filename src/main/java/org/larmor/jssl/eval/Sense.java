package org.larmor.jssl.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.larmor.nn.CoilMapping;
import org.larmor.nn.Physics;
import org.larmor.recon.classic.ConjugateGradient;
import org.larmor.recon.classic.SenseStart;

/** Recipe {@code sense}: ESPIRiT maps, conjugate gradients with the recipe's weight and tolerance. */
public record Sense() implements Method {
    private static final ConjugateGradient SOLVER = new ConjugateGradient(1e-4, 1e-4, 50);

    @Override
    public String name() {
        return "sense";
    }

    @Override
    public float[] image(NDManager manager, Physics physics, SubsampledSlice slice) {
        NDArray acquired = slice.acquired(manager);
        NDArray maps = CoilMapping.ESPIRIT.maps(
                manager, physics.fourier(), acquired, slice.mask().acs());
        // theirs is [coil][phase][readout]
        NDArray lines = acquired.squeeze(0).swapAxes(1, 2);
        NDArray image = SenseStart.image(
                manager, lines, maps.squeeze(0).swapAxes(1, 2), slice.mask().values(), SOLVER);
        return slice.cropped(image.swapAxes(0, 1).abs().expandDims(0));
    }
}
