package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@link RowNormal} for each image of a batch, from the engine's arrays to the engine's arrays; nothing is recorded. */
final class RowNormals {
    /**
     * What may lie on the heap for it, while it is made too: of more, the arrays of the engine are worked on. A heap has
     * twice as much for the work of each core.
     */
    private static final long MOST_BYTES = 64L << 20;

    private final List<RowNormal> images = new ArrayList<>();
    private final long pixels;

    /**
     * @param maps complex [..., coil, y, x], the centring multiplied into them
     * @param mask 0/1, one for each x, or so many for each image
     */
    private RowNormals(NDArray maps, float[] mask, int count, int height, int width) {
        pixels = (long) count * height * width;
        float[] pairs = pairs(maps);
        int image = pairs.length / count;
        for (int i = 0; i < count; i++) {
            int from = mask.length > width ? i * width : 0;
            images.add(new RowNormal(
                    pairs,
                    i * (image / 2),
                    image / 2 / height / width,
                    Arrays.copyOfRange(mask, from, from + width),
                    height,
                    width));
        }
    }

    /**
     * Empty where the arrays lie on another device or are of double precision, where the rows have a length that is not
     * covered, and where the images are too large.
     *
     * @param columns complex 0/1 [..., 1, x], one for all images or one for each
     */
    static Optional<RowNormals> of(NDArray maps, NDArray columns) {
        Shape shape = maps.getShape();
        int axes = shape.dimension();
        long coils = shape.get(axes - 3);
        int height = Math.toIntExact(shape.get(axes - 2));
        int width = Math.toIntExact(shape.get(axes - 1));
        long count = shape.size() / (coils * height * width);
        boolean masks = columns.size() == width || columns.size() == count * width;
        if (maps.getDataType() != DataType.COMPLEX64
                || maps.getManager().getDevice().isGpu()
                || !LaneFourier.covers(width)
                || !masks
                || 4 * count * (RowNormal.floats(coils, height, width) + 2 * coils * height * width) > MOST_BYTES) {
            return Optional.empty();
        }
        float[] pairs = pairs(columns);
        float[] mask = new float[pairs.length / 2];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = pairs[2 * i];
        }
        return Optional.of(new RowNormals(maps, mask, (int) count, height, width));
    }

    /** Whether there is one image for each of the maps. */
    boolean fit(long size) {
        return size == pixels;
    }

    /** Complex pairs [..., y, x] to the same. */
    void apply(float[] pairs, float[] applied) {
        int image = pairs.length / 2 / images.size();
        for (int i = 0; i < images.size(); i++) {
            images.get(i).apply(pairs, applied, i * image);
        }
    }

    /** Complex [..., y, x] to the same, a new array of the same manager. */
    NDArray apply(NDArray array) {
        float[] pairs = pairs(array);
        float[] applied = new float[pairs.length];
        apply(pairs, applied);
        try (NDArray java = array.getManager().create(applied, array.getShape().add(2));
                // what wraps Java memory would be gone with it
                NDArray owned = java.duplicate()) {
            return owned.complex();
        }
    }

    static float[] pairs(NDArray complex) {
        try (NDArray parts = complex.real()) {
            return parts.toFloatArray();
        }
    }
}
