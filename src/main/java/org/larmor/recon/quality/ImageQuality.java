package org.larmor.recon.quality;

/**
 * The figures of how near an image is to a truth; larger is better but for the error.
 *
 * @param scale the factor that the image was multiplied by before it was compared
 * @param nmse ‖scale · image − truth‖² / ‖truth‖²
 * @param psnr the peak signal-to-noise ratio in dB; the peak is the range
 * @param ssim the mean structural similarity, of a volume the mean over its slices
 */
public record ImageQuality(double scale, double nmse, double psnr, double ssim) {
    /**
     * Compares volumes as fastMRI does: no scale fit, {@link SsimWindow#UNIFORM}, the truth's maximum as range.
     *
     * @param image [slice][height][width], the width running fastest
     * @param truth of the same shape
     * @throws IllegalArgumentException where the shapes differ or are smaller than the window
     */
    public static ImageQuality of(float[] image, float[] truth, int slices, int height, int width) {
        return of(image, truth, slices, height, width, maximum(truth));
    }

    /** The same as {@link #of(float[], float[], int, int, int)} with another range than the truth's maximum. */
    public static ImageQuality of(float[] image, float[] truth, int slices, int height, int width, double range) {
        return measured(image, truth, 1, slices, height, width, range, SsimWindow.UNIFORM);
    }

    /**
     * Compares one image after the scale factor that fits it best in the least-squares sense, since MR images have no
     * unit; the truth's maximum is the range.
     *
     * @param image [height][width], the width running fastest
     * @param truth of the same shape, not all zero
     * @throws IllegalArgumentException where the shapes differ or are smaller than the window
     */
    public static ImageQuality fitted(float[] image, float[] truth, int height, int width, SsimWindow window) {
        requireSizes(image, truth, 1, height, width);
        double cross = 0;
        double power = 0;
        for (int i = 0; i < image.length; i++) {
            cross += (double) image[i] * truth[i];
            power += (double) image[i] * image[i];
        }
        double scale = power == 0 ? 0 : cross / power;
        return measured(image, truth, scale, 1, height, width, maximum(truth), window);
    }

    /** ‖scale · image − truth‖ / ‖truth‖. */
    public double nrmse() {
        return Math.sqrt(nmse);
    }

    private static ImageQuality measured(
            float[] image,
            float[] truth,
            double scale,
            int slices,
            int height,
            int width,
            double range,
            SsimWindow window) {
        requireSizes(image, truth, slices, height, width);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < truth.length; i++) {
            double difference = truth[i] - scale * image[i];
            error += difference * difference;
            norm += (double) truth[i] * truth[i];
        }
        double ssim = 0;
        for (int s = 0; s < slices; s++) {
            double[] a = slice(image, scale, s, height * width);
            double[] b = slice(truth, 1, s, height * width);
            ssim += window.similarity(a, b, height, width, range) / slices;
        }
        double psnr = 10 * Math.log10(range * range / (error / truth.length));
        return new ImageQuality(scale, error / norm, psnr, ssim);
    }

    private static void requireSizes(float[] image, float[] truth, int slices, int height, int width) {
        if (truth.length != image.length || truth.length != slices * height * width) {
            throw new IllegalArgumentException("images of " + image.length + " and " + truth.length
                    + " pixels are not " + slices + " by " + height + " by " + width);
        }
    }

    private static double maximum(float[] truth) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : truth) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static double[] slice(float[] volume, double scale, int slice, int pixels) {
        double[] values = new double[pixels];
        for (int i = 0; i < pixels; i++) {
            values[i] = scale * volume[slice * pixels + i];
        }
        return values;
    }
}
