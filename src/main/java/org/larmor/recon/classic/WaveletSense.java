package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
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

    /**
     * Records nothing.
     *
     * @param normal A*A with eigenvalues from 0 to 1, complex [batch, H, W] to the same, a new array each time
     * @param b A*y, complex [batch, H, W]
     * @param mask 0/1, its first axis that of the batch or of length 1
     * @return complex [batch, H, W]
     */
    public NDArray solve(UnaryOperator<NDArray> normal, NDArray b, NDArray mask) {
        Shape shape = b.getShape();
        int images = (int) shape.get(0);
        int height = (int) shape.get(1);
        int width = (int) shape.get(2);
        double[] thresholds = thresholds(b, mask, images);
        Wavelet wavelet = new Wavelet(height, width);
        SplittableRandom random = new SplittableRandom(SHIFTS);
        float[] x = new float[2 * images * height * width];
        NDArray v = b.mul(0f);
        double momentum = 1;
        for (int i = 0; i < iterations; i++) {
            float[] next = descended(normal, b, v);
            int shiftY = random.nextInt(Math.min(MOST_SHIFT, height));
            int shiftX = random.nextInt(Math.min(MOST_SHIFT, width));
            float[] image = new float[2 * height * width];
            for (int n = 0; n < images; n++) {
                System.arraycopy(next, n * image.length, image, 0, image.length);
                wavelet.shrink(image, thresholds[n], shiftY, shiftX);
                System.arraycopy(image, 0, next, n * image.length, image.length);
            }
            double following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            float beyond = i + 1 == iterations ? 0 : (float) ((momentum - 1) / following);
            float[] ahead = new float[next.length];
            for (int j = 0; j < ahead.length; j++) {
                ahead[j] = next[j] + beyond * (next[j] - x[j]);
            }
            x = next;
            momentum = following;
            v.close();
            v = complex(b, ahead);
        }
        return v;
    }

    /** v + A*y − A*A v. */
    private static float[] descended(UnaryOperator<NDArray> normal, NDArray b, NDArray v) {
        try (NDArray applied = normal.apply(v);
                NDArray difference = b.sub(applied);
                NDArray sum = difference.add(v);
                NDArray pairs = sum.real()) {
            return pairs.toFloatArray();
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
