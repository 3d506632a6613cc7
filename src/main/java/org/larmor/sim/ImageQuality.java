package org.larmor.sim;

/**
 * How near an image comes to the truth after the one scale factor that fits it best in the least-squares sense, since
 * MR images have no unit. Needs nothing but the two arrays; larger is better but for the error.
 *
 * @param scale what the image was multiplied by
 * @param nrmse ‖scale · image − truth‖ / ‖truth‖
 * @param psnr dB, against the truth's largest pixel
 * @param ssim mean structural similarity (Wang et al. 2004) over all whole {@value #WINDOW} × {@value #WINDOW} windows
 *     with even weights and the sample covariance, the truth's largest pixel as data range, K₁ = 0.01, K₂ = 0.03
 */
public record ImageQuality(double scale, double nrmse, double psnr, double ssim) {
    private static final int WINDOW = 7;
    private static final double K1 = 0.01;
    private static final double K2 = 0.03;

    /**
     * @param truth of the image's size, [height][width], not all zero
     * @throws IllegalArgumentException if the sizes differ, or are below {@value #WINDOW}
     */
    public static ImageQuality of(Magnitude image, Magnitude truth) {
        if (image.width() != truth.width() || image.height() != truth.height()) {
            throw new IllegalArgumentException("an image of " + image.width() + " × " + image.height()
                    + " against a truth of " + truth.width() + " × " + truth.height());
        }
        if (image.width() < WINDOW || image.height() < WINDOW) {
            throw new IllegalArgumentException("images smaller than " + WINDOW + " × " + WINDOW);
        }
        double cross = 0;
        double imagePower = 0;
        double truthPower = 0;
        double peak = 0;
        for (int i = 0; i < image.pixels().length; i++) {
            double x = image.pixels()[i];
            double t = truth.pixels()[i];
            cross += x * t;
            imagePower += x * x;
            truthPower += t * t;
            peak = Math.max(peak, t);
        }
        double scale = imagePower == 0 ? 0 : cross / imagePower;
        double error = 0;
        for (int i = 0; i < image.pixels().length; i++) {
            double difference = scale * image.pixels()[i] - truth.pixels()[i];
            error += difference * difference;
        }
        double rmse = Math.sqrt(error / image.pixels().length);
        return new ImageQuality(
                scale,
                Math.sqrt(error / truthPower),
                20 * Math.log10(peak / rmse),
                ssim(image.pixels(), scale, truth.pixels(), image.width(), image.height(), peak));
    }

    private static double ssim(float[] image, double scale, float[] truth, int width, int height, double range) {
        double c1 = K1 * range * K1 * range;
        double c2 = K2 * range * K2 * range;
        int pixels = WINDOW * WINDOW;
        double unbiased = pixels / (pixels - 1.0);
        double sum = 0;
        for (int top = 0; top + WINDOW <= height; top++) {
            for (int left = 0; left + WINDOW <= width; left++) {
                double x = 0;
                double t = 0;
                double xx = 0;
                double tt = 0;
                double xt = 0;
                for (int row = top; row < top + WINDOW; row++) {
                    for (int at = row * width + left; at < row * width + left + WINDOW; at++) {
                        double a = scale * image[at];
                        double b = truth[at];
                        x += a;
                        t += b;
                        xx += a * a;
                        tt += b * b;
                        xt += a * b;
                    }
                }
                x /= pixels;
                t /= pixels;
                double varianceX = unbiased * (xx / pixels - x * x);
                double varianceT = unbiased * (tt / pixels - t * t);
                double covariance = unbiased * (xt / pixels - x * t);
                sum += (2 * x * t + c1) * (2 * covariance + c2)
                        / ((x * x + t * t + c1) * (varianceX + varianceT + c2));
            }
        }
        return sum / ((double) (height - WINDOW + 1) * (width - WINDOW + 1));
    }
}
