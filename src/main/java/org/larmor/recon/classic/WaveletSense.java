package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.larmor.recon.op.Wavelet;

/**
 * SENSE with a sparse wavelet transform (Lustig et al., Magn Reson Med 58, 2007): min ‖Ax − y‖²/2 + λ·s/f·‖Wx‖₁, s the
 * largest modulus of A*y, f the part of k-space that was sampled, by accelerated proximal gradients (FISTA: Beck and
 * Teboulle, SIAM J Imaging Sci 2, 2009) with W shifted anew at each iteration.
 *
 * @param lambda relative to s/f
 */
public record WaveletSense(double lambda, int iterations) {
    private static final long SHIFTS = 1;
    private static final int MOST_SHIFT = 16;

    /** A*A with eigenvalues from 0 to 1. */
    public interface Normal {
        /**
         * @param image complex pairs
         * @param applied of the same length, overwritten
         * @param shape [batch, H, W]
         */
        void apply(float[] image, float[] applied, Shape shape);
    }

    /**
     * Records nothing.
     *
     * @param b A*y, complex [batch, H, W]
     * @param mask 0/1, its first axis that of the batch or of length 1
     * @return complex [batch, H, W]
     */
    public NDArray solve(Normal normal, NDArray b, NDArray mask) {
        Shape shape = b.getShape();
        int images = (int) shape.get(0);
        int height = (int) shape.get(1);
        int width = (int) shape.get(2);
        double[] thresholds = thresholds(b, mask, images);
        Wavelet wavelet = new Wavelet(height, width);
        SplittableRandom random = new SplittableRandom(SHIFTS);
        float[] data = pairs(b);
        float[] x = new float[data.length];
        float[] v = new float[data.length];
        float[] next = new float[data.length];
        float[] image = new float[2 * height * width];
        double momentum = 1;
        for (int i = 0; i < iterations; i++) {
            normal.apply(v, next, shape);
            descend(v, data, next);
            int shiftY = random.nextInt(Math.min(MOST_SHIFT, height));
            int shiftX = random.nextInt(Math.min(MOST_SHIFT, width));
            for (int n = 0; n < images; n++) {
                System.arraycopy(next, n * image.length, image, 0, image.length);
                wavelet.shrink(image, thresholds[n], shiftY, shiftX);
                System.arraycopy(image, 0, next, n * image.length, image.length);
            }
            double following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            float beyond = i + 1 == iterations ? 0 : (float) ((momentum - 1) / following);
            go(next, x, beyond, v);
            float[] before = x;
            x = next;
            next = before;
            momentum = following;
        }
        return complex(b, v);
    }

    /** v + A*y − A*A v, in the place of A*A v. */
    private static void descend(float[] v, float[] data, float[] applied) {
        for (int j = 0; j < applied.length; j++) {
            applied[j] = data[j] - applied[j] + v[j];
        }
    }

    /** Beyond x, on from what was before. */
    private static void go(float[] x, float[] before, float beyond, float[] v) {
        for (int j = 0; j < v.length; j++) {
            v[j] = x[j] + beyond * (x[j] - before[j]);
        }
    }

    private static float[] pairs(NDArray complex) {
        try (NDArray parts = complex.real()) {
            return parts.toFloatArray();
        }
    }

    private double[] thresholds(NDArray b, NDArray mask, int images) {
        try (NDArray moduli = b.abs();
                NDArray flat = moduli.reshape(images, -1);
                NDArray largest = flat.max(new int[] {1});
                NDArray points = mask.reshape(mask.getShape().get(0), -1);
                NDArray sampled = points.mean(new int[] {1})) {
            double[] thresholds = new double[images];
            float[] max = largest.toFloatArray();
            float[] fraction = sampled.toFloatArray();
            for (int i = 0; i < images; i++) {
                thresholds[i] = lambda * max[i] / Math.max(fraction[i % fraction.length], Float.MIN_NORMAL);
            }
            return thresholds;
        }
    }

    /** Owned by the engine: what wraps Java memory would be gone with it. */
    private static NDArray complex(NDArray like, float[] pairs) {
        Shape shape = like.getShape();
        try (NDArray java = like.getManager()
                        .create(pairs, new Shape(shape.get(0), shape.get(1), shape.get(2), 2));
                NDArray owned = java.duplicate()) {
            return owned.complex();
        }
    }
}
