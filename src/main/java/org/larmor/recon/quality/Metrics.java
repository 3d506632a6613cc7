package org.larmor.recon.quality;

/**
 * How near a reconstruction is to the truth, as fastMRI measures it over a volume [slice, H, W].
 *
 * @param psnr peak signal-to-noise ratio in dB, peak = the range given
 * @param ssim structural similarity (7×7), mean over slices
 * @param nmse ‖truth − image‖² / ‖truth‖²
 */
public record Metrics(double psnr, double ssim, double nmse) {
    private static final int WINDOW = 7;
    private static final double K1 = 0.01;
    private static final double K2 = 0.03;

    /** With the truth's maximum as range. */
    public static Metrics of(float[] truth, float[] image, int slices, int height, int width) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : truth) {
            max = Math.max(max, value);
        }
        return of(truth, image, slices, height, width, max);
    }

    public static Metrics of(float[] truth, float[] image, int slices, int height, int width, double range) {
        if (truth.length != image.length || truth.length != slices * height * width) {
            throw new IllegalArgumentException("volumes of " + truth.length + " and " + image.length
                    + " pixels are not " + slices + " by " + height + " by " + width);
        }
        double error = 0;
        double norm = 0;
        for (int i = 0; i < truth.length; i++) {
            double difference = (double) truth[i] - image[i];
            error += difference * difference;
            norm += (double) truth[i] * truth[i];
        }
        double ssim = 0;
        for (int s = 0; s < slices; s++) {
            ssim += ssim(truth, image, s * height * width, height, width, range) / slices;
        }
        double psnr = 10 * Math.log10(range * range / (error / truth.length));
        return new Metrics(psnr, ssim, error / norm);
    }

    private static double ssim(float[] a, float[] b, int at, int height, int width, double range) {
        if (height < WINDOW || width < WINDOW) {
            throw new IllegalArgumentException("SSIM needs at least 7 by 7 pixels, not " + height + " by " + width);
        }
        double c1 = K1 * range * K1 * range;
        double c2 = K2 * range * K2 * range;
        double n = WINDOW * WINDOW;
        double total = 0;
        for (int y = 0; y + WINDOW <= height; y++) {
            for (int x = 0; x + WINDOW <= width; x++) {
                double sa = 0;
                double sb = 0;
                double saa = 0;
                double sbb = 0;
                double sab = 0;
                for (int j = y; j < y + WINDOW; j++) {
                    for (int i = x; i < x + WINDOW; i++) {
                        double va = a[at + j * width + i];
                        double vb = b[at + j * width + i];
                        sa += va;
                        sb += vb;
                        saa += va * va;
                        sbb += vb * vb;
                        sab += va * vb;
                    }
                }
                double ua = sa / n;
                double ub = sb / n;
                double vaa = (saa - sa * ua) / (n - 1);
                double vbb = (sbb - sb * ub) / (n - 1);
                double vab = (sab - sa * ub) / (n - 1);
                total += (2 * ua * ub + c1) * (2 * vab + c2) / ((ua * ua + ub * ub + c1) * (vaa + vbb + c2));
            }
        }
        return total / ((double) (height - WINDOW + 1) * (width - WINDOW + 1));
    }
}
