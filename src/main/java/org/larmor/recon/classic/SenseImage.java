package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.recon.op.AxisFourier;
import org.larmor.recon.op.SenseNormal;
import org.larmor.recon.prepare.PreparedSlice;

/**
 * CG-SENSE (Pruessmann et al., Magn Reson Med 46, 2001) of a prepared slice: min ‖M F S x − y‖² + ‖Λ x‖². With a mask
 * along the phase encoding alone this is done in hybrid space, each readout position a small system of its own.
 *
 * <p>The weight Λ² is {@link SenseWeight}'s. Where the maps are unsure of signal (w &lt; 1) it is divided by w², so that
 * undersampled data profit from knowing where there is most likely nothing, while full data come out as they are
 * everywhere.
 */
public final class SenseImage {
    private static final double TOLERANCE = 1e-4;
    private static final int MAX_ITERATIONS = 50;

    private SenseImage() {}

    /**
     * The image.
     *
     * @return complex64 [readout][phase], centred, in the scale that an orthonormal transform leaves; belongs to
     *     {@code parent}
     */
    public static NDArray of(NDManager parent, PreparedSlice slice) {
        int phase = slice.phase();
        try (NDManager manager = parent.newSubManager()) {
            NDArray maps = slice.maps(manager);
            NDArray mask = manager.create(slice.lines(), new Shape(1, phase));
            NDArray b = NativeThreads.wide(() -> combined(manager, slice.hybrid(), maps));
            float scale = b.abs().max().getFloat();
            if (!(scale > 0)) {
                NDArray nothing = b.mul(0f);
                nothing.attach(parent);
                return nothing;
            }
            double weight = SenseWeight.of(slice, b);
            b.divi(scale);
            NDArray unsure = slice.weights(manager)
                    .map(weights -> complex(weights.square().pow(-1).sub(1f).mul((float) weight)))
                    .orElseGet(() -> complex(manager.zeros(new Shape(1, 1))));
            try (SenseNormal normal = new SenseNormal(manager, maps, mask)) {
                NDArray image = new ConjugateGradient(weight, TOLERANCE, MAX_ITERATIONS)
                        .solve(x -> weighted(normal, unsure, x), b, null)
                        .x()
                        .muli(scale);
                image.attach(parent);
                return image;
            }
        }
    }

    /** A*y. */
    private static NDArray combined(NDManager manager, NDArray hybrid, NDArray maps) {
        int phase = (int) maps.getShape().get(2);
        NDArray images = new AxisFourier(manager, phase, -1).adjoint(hybrid);
        images.attach(manager);
        return images.mul(maps.conj()).sum(new int[] {0});
    }

    /** The engine would make it complex with each multiplication. */
    private static NDArray complex(NDArray real) {
        return real.toType(DataType.COMPLEX64, false);
    }

    private static NDArray weighted(SenseNormal normal, NDArray unsure, NDArray x) {
        try (NDArray added = x.mul(unsure)) {
            return normal.apply(x).addi(added);
        }
    }
}
