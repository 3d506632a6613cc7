package org.larmor.recon.quality;

import java.util.Arrays;

/**
 * The window over which structural similarity (Wang et al. 2004, K₁ = 0.01, K₂ = 0.03) takes its means and covariances.
 * There are two conventions, and figures of one do not compare with those of the other. Only whole windows count.
 */
public enum SsimWindow {
    /** 7 × 7 pixels of even weight with sample covariances, as fastMRI, the JSSL paper and scikit-image compute it. */
    UNIFORM {
        @Override
        double[] weights() {
            double[] weights = new double[7];
            Arrays.fill(weights, 1.0 / 7);
            return weights;
        }

        @Override
        double covarianceFactor() {
            return 49.0 / 48;
        }
    },
    /** 11 × 11 pixels of Gaussian weight, σ 1.5, as Wang et al. define it. */
    GAUSSIAN {
        @Override
        double[] weights() {
            double[] weights = new double[11];
            double total = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = Math.exp(-(i - 5) * (i - 5) / (2 * 1.5 * 1.5));
                total += weights[i];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= total;
            }
            return weights;
        }

        @Override
        double covarianceFactor() {
            return 1;
        }
    };

    private static final double K1 = 0.01;
    private static final double K2 = 0.03;

    /** The weights along one side; their sum is 1, and a pixel's weight is the product of its row's and its column's. */
    abstract double[] weights();

    /** What weighted covariances are multiplied by. */
    abstract double covarianceFactor();

    /**
     * The mean similarity over all whole windows.
     *
     * @param a [height][width]
     * @param b of the same shape
     * @param range the range of the values, which the constants are relative to
     * @throws IllegalArgumentException where no whole window fits
     */
    double similarity(double[] a, double[] b, int height, int width, double range) {
        double[] weights = weights();
        if (height < weights.length || width < weights.length) {
            throw new IllegalArgumentException("SSIM needs at least " + weights.length + " by " + weights.length
                    + " pixels, not " + height + " by " + width);
        }
        double c1 = K1 * range * K1 * range;
        double c2 = K2 * range * K2 * range;
        double factor = covarianceFactor();
        double[] ua = means(a, height, width, weights);
        double[] ub = means(b, height, width, weights);
        double[] aa = means(product(a, a), height, width, weights);
        double[] bb = means(product(b, b), height, width, weights);
        double[] ab = means(product(a, b), height, width, weights);
        double total = 0;
        for (int i = 0; i < ua.length; i++) {
            double va = factor * (aa[i] - ua[i] * ua[i]);
            double vb = factor * (bb[i] - ub[i] * ub[i]);
            double covariance = factor * (ab[i] - ua[i] * ub[i]);
            total += (2 * ua[i] * ub[i] + c1)
                    * (2 * covariance + c2)
                    / ((ua[i] * ua[i] + ub[i] * ub[i] + c1) * (va + vb + c2));
        }
        return total / ua.length;
    }

    private static double[] product(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    /** The weighted means of all whole windows [height − side + 1][width − side + 1]. */
    private static double[] means(double[] image, int height, int width, double[] weights) {
        int columns = width - weights.length + 1;
        int rows = height - weights.length + 1;
        double[] along = new double[height * columns];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < columns; x++) {
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * image[y * width + x + i];
                }
                along[y * columns + x] = sum;
            }
        }
        double[] means = new double[rows * columns];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                double sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * along[(y + i) * columns + x];
                }
                means[y * columns + x] = sum;
            }
        }
        return means;
    }
}
