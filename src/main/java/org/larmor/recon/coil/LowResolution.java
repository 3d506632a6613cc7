package org.larmor.recon.coil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Where a calibration block's own image, coarse as it is, shows signal. */
final class LowResolution {
    /** Of the brightest pixel. */
    private static final float BRIGHT = 0.3f;

    private LowResolution() {}

    /** @return [x][y], centred */
    static boolean[] bright(NDManager parent, CalibrationBlock block, int nx, int ny) {
        try (NDManager manager = parent.newSubManager()) {
            NDArray samples = manager.create(block.samples(), new Shape(block.coils(), block.kx(), block.ky(), 2))
                    .complex();
            NDArray alongX = waves(manager, nx, block.kx());
            NDArray alongY = waves(manager, ny, block.ky()).swapAxes(0, 1);
            NDArray images = alongX.matMul(samples).matMul(alongY);
            float[] magnitude = images.real().square().sum(new int[] {3}).sum(new int[] {0}).sqrt().toFloatArray();
            float max = 0;
            for (float value : magnitude) {
                max = Math.max(max, value);
            }
            boolean[] bright = new boolean[magnitude.length];
            for (int i = 0; i < bright.length; i++) {
                bright[i] = magnitude[i] > BRIGHT * max;
            }
            return bright;
        }
    }

    /**
     * exp(2πi (r − ⌊n/2⌋) k / n) under a Hann window over k: complex [r][k]. Where k counts from does not change a
     * modulus.
     */
    private static NDArray waves(NDManager manager, int n, int samples) {
        float[] pairs = new float[2 * n * samples];
        for (int r = 0; r < n; r++) {
            for (int k = 0; k < samples; k++) {
                double angle = 2 * Math.PI * ((long) (r - n / 2) * k % n) / n;
                double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * (k + 1) / (samples + 1));
                pairs[2 * (r * samples + k)] = (float) (window * Math.cos(angle));
                pairs[2 * (r * samples + k) + 1] = (float) (window * Math.sin(angle));
            }
        }
        return manager.create(pairs, new Shape(n, samples, 2)).complex();
    }
}
