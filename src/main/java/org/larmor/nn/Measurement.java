package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.larmor.recon.prepare.PreparedSlice;

/**
 * What a network reconstructs from. The arrays stay the caller's.
 *
 * @param kspace complex [batch, coil, H, W], zero where the mask is
 * @param mask float 0/1, broadcastable to the k-space: [batch, 1, H, W], or [batch, 1, 1, W] for columns, whose data
 *     consistency is cheaper
 * @param maps the coil sensitivities, complex [batch, coil, H, W]
 * @param weights how sure the maps are of signal, from 0 to 1, float [batch, H, W]; null where they do not say
 */
public record Measurement(NDArray kspace, NDArray mask, NDArray maps, @Nullable NDArray weights) {
    /** With maps that do not say how sure they are. */
    public Measurement(NDArray kspace, NDArray mask, NDArray maps) {
        this(kspace, mask, maps, null);
    }

    /**
     * Of a prepared slice, scaled: [1, coil, H, W], H the readout and W the phase encoding.
     *
     * @param manager gets the arrays
     * @param scale what the k-space is divided by
     */
    public static Measurement of(NDManager manager, PreparedSlice slice, double scale) {
        NDArray kspace;
        try (NDArray scaled = slice.kspace().div((float) scale)) {
            kspace = scaled.expandDims(0);
        }
        kspace.attach(manager);
        float[] lines = slice.lines();
        NDArray maps;
        try (NDArray one = slice.maps(manager)) {
            maps = one.expandDims(0);
        }
        return new Measurement(
                kspace,
                manager.create(lines, new Shape(1, 1, 1, lines.length)),
                maps,
                slice.weights(manager).map(weights -> weights.expandDims(0)).orElse(null));
    }

    public Measurement withMaps(NDArray other) {
        return new Measurement(kspace, mask, other, weights);
    }

    /** How many images it is of. */
    public int batch() {
        return Math.toIntExact(kspace.getShape().get(0));
    }

    /** Rows of the k-space, the readout. */
    public int height() {
        return Math.toIntExact(kspace.getShape().get(2));
    }

    /** Columns of the k-space, the phase encoding. */
    public int width() {
        return Math.toIntExact(kspace.getShape().get(3));
    }

    /** Some images of a batch, from one to before another, as views attached to {@code manager}. */
    Measurement part(NDManager manager, int from, int to) {
        return map(array -> {
            NDArray part = array.getShape().get(0) == 1 && batch() > 1
                    ? array.reshape(array.getShape())
                    : JniUtils.slice((PtNDArray) array, 0, from, to, 1);
            part.attach(manager);
            return part;
        });
    }

    /** Each array replaced by what a function makes of it. */
    public Measurement map(UnaryOperator<NDArray> function) {
        return new Measurement(
                function.apply(kspace),
                function.apply(mask),
                function.apply(maps),
                weights == null ? null : function.apply(weights));
    }
}
