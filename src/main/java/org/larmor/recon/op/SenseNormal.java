package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A*A for A = M·F·S, applied many times with the same maps and mask. Equal to {@link SenseOperator#forward} followed by
 * its adjoint, with everything left out that cancels between F and F*: the centring on the side of k-space and the
 * scale; and where the mask is the same for all y (columns along x), the whole transform along y. The centring on the
 * side of the image is multiplied into the maps once.
 *
 * <p>Where nothing is recorded, columns are worked on by {@link RowNormals}, which give the same to float rounding in a
 * third of the time. Used by one thread at a time. Closes what it made. The mask must be binary (M² = M), the maps may
 * require gradients.
 */
public final class SenseNormal implements AutoCloseable {
    private final NDArray maps;
    private final NDArray one;

    /** Made with the first image that goes through the engine, but at once where gradients are recorded: they are of the maps too. */
    private @Nullable NDArray conjugateMaps;
    private final NDArray mask;
    private final long[] lengths;
    private final boolean alongXOnly;

    /** Made with the first image that nothing is recorded of. */
    private Optional<RowNormals> rows = Optional.empty();

    private boolean rowsAsked;

    /**
     * @param maps complex [..., coil, y, x]
     * @param mask real 0/1, broadcastable to the k-space [..., coil, y, x]; with a y axis of length 1 it is a column
     *     mask
     */
    public SenseNormal(NDManager manager, NDArray maps, NDArray mask) {
        Shape shape = maps.getShape();
        int axes = shape.dimension();
        int y = Math.toIntExact(shape.get(axes - 2));
        int x = Math.toIntExact(shape.get(axes - 1));
        Shape maskShape = mask.getShape();
        alongXOnly = maskShape.dimension() < 2 || maskShape.get(maskShape.dimension() - 2) == 1;
        lengths = new long[] {y, x};
        try (NDArray phase = alongXOnly
                        ? phases(manager, new double[] {1, 0}, CentringPhase.image(x))
                        : phases(manager, CentringPhase.image(y), CentringPhase.image(x))) {
            one = phases(manager, new double[] {1, 0}, new double[] {1, 0});
            this.maps = maps.mul(phase);
            this.mask = mask.mul(one);
        }
        if (JniUtils.isGradMode()) {
            conjugateMaps();
        }
    }

    /** Complex [..., y, x] to complex [..., y, x]. */
    public NDArray apply(NDArray image) {
        Optional<RowNormals> unrecorded = rows(image.size());
        return unrecorded.isPresent() ? unrecorded.get().apply(image) : byEngine(image);
    }

    /**
     * The same of numbers in Java memory, for who iterates there.
     *
     * @param image complex pairs
     * @param applied of the same length, overwritten
     * @param shape [..., y, x]
     */
    public void apply(float[] image, float[] applied, Shape shape) {
        Optional<RowNormals> unrecorded = rows(shape.size());
        if (unrecorded.isPresent()) {
            unrecorded.get().apply(image, applied);
            return;
        }
        try (NDArray pairs = maps.getManager().create(image, shape.add(2));
                NDArray complex = pairs.complex();
                NDArray result = byEngine(complex)) {
            System.arraycopy(RowNormals.pairs(result), 0, applied, 0, applied.length);
        }
    }

    /** Present where nothing is recorded and there is one image for each of the maps. */
    private Optional<RowNormals> rows(long pixels) {
        if (JniUtils.isGradMode()) {
            return Optional.empty();
        }
        if (alongXOnly && !rowsAsked) {
            rows = RowNormals.of(maps, mask);
            rowsAsked = true;
        }
        return rows.filter(there -> there.fit(pixels));
    }

    private NDArray byEngine(NDArray image) {
        int axes = image.getShape().dimension();
        try (NDArray oneCoil = image.expandDims(axes - 2);
                NDArray coils = oneCoil.mul(maps);
                NDArray kspace = alongXOnly ? coils.fft(lengths[1], -1) : coils.fft2(lengths, new long[] {-2, -1});
                NDArray sampled = kspace.mul(mask);
                NDArray back = alongXOnly
                        ? sampled.ifft(lengths[1], -1)
                        : sampled.ifft2(lengths, new long[] {-2, -1});
                NDArray products = back.mul(conjugateMaps())) {
            return products.sum(new int[] {axes - 2});
        }
    }

    private NDArray conjugateMaps() {
        NDArray known = conjugateMaps;
        if (known == null) {
            try (NDArray conjugate = maps.conj()) {
                // multiplied out here, once: the engine's conj is lazy and would be paid for at every use
                known = conjugate.mul(one);
            }
            conjugateMaps = known;
        }
        return known;
    }

    @Override
    public void close() {
        maps.close();
        if (conjugateMaps != null) {
            conjugateMaps.close();
        }
        one.close();
        mask.close();
    }

    private static NDArray phases(NDManager manager, double[] y, double[] x) {
        float[] pairs = new float[y.length * x.length / 2];
        int at = 0;
        for (int j = 0; j < y.length; j += 2) {
            for (int i = 0; i < x.length; i += 2) {
                pairs[at++] = (float) (y[j] * x[i] - y[j + 1] * x[i + 1]);
                pairs[at++] = (float) (y[j] * x[i + 1] + y[j + 1] * x[i]);
            }
        }
        try (NDArray real = manager.create(pairs, new Shape(y.length / 2, x.length / 2, 2))) {
            return real.complex();
        }
    }
}
