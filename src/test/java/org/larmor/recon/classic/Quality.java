package org.larmor.recon.classic;

/** How near an image is to a truth after one scale factor; SSIM Gaussian σ 1.5 (11×11), range = the truth's maximum. */
record Quality(double nrmse, double psnr, double ssim) {
    private static final int RADIUS = 5;
    private static final double SIGMA = 1.5;

    static Quality of(float[] image, float[] truth, int ny, int nx) {
        double it = 0;
        double ii = 0;
        double tt = 0;
        double max = 0;
        for (int i = 0; i < truth.length; i++) {
            it += (double) image[i] * truth[i];
            ii += (double) image[i] * image[i];
            tt += (double) truth[i] * truth[i];
            max = Math.max(max, truth[i]);
        }
        double scale = it / ii;
        double error = 0;
        double[] scaled = new double[image.length];
        double[] exact = new double[image.length];
        for (int i = 0; i < truth.length; i++) {
            scaled[i] = scale * image[i];
            exact[i] = truth[i];
            error += (scaled[i] - truth[i]) * (scaled[i] - truth[i]);
        }
        return new Quality(
                Math.sqrt(error / tt),
                10 * Math.log10(max * max / (error / truth.length)),
                ssim(scaled, exact, ny, nx, max));
    }

    private static double ssim(double[] a, double[] b, int ny, int nx, double range) {
        double c1 = Math.pow(0.01 * range, 2);
        double c2 = Math.pow(0.03 * range, 2);
        double[] ma = blur(a, ny, nx);
        double[] mb = blur(b, ny, nx);
        double[] maa = blur(product(a, a), ny, nx);
        double[] mbb = blur(product(b, b), ny, nx);
        double[] mab = blur(product(a, b), ny, nx);
        double sum = 0;
        int count = 0;
        for (int y = RADIUS; y < ny - RADIUS; y++) {
            for (int x = RADIUS; x < nx - RADIUS; x++) {
                int i = y * nx + x;
                double va = maa[i] - ma[i] * ma[i];
                double vb = mbb[i] - mb[i] * mb[i];
                double cov = mab[i] - ma[i] * mb[i];
                sum += (2 * ma[i] * mb[i] + c1)
                        * (2 * cov + c2)
                        / ((ma[i] * ma[i] + mb[i] * mb[i] + c1) * (va + vb + c2));
                count++;
            }
        }
        return sum / count;
    }

    private static double[] product(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    private static double[] blur(double[] image, int ny, int nx) {
        double[] weights = new double[2 * RADIUS + 1];
        double total = 0;
        for (int i = -RADIUS; i <= RADIUS; i++) {
            weights[i + RADIUS] = Math.exp(-i * i / (2 * SIGMA * SIGMA));
            total += weights[i + RADIUS];
        }
        double[] rows = new double[image.length];
        double[] both = new double[image.length];
        for (int y = 0; y < ny; y++) {
            for (int x = RADIUS; x < nx - RADIUS; x++) {
                for (int i = -RADIUS; i <= RADIUS; i++) {
                    rows[y * nx + x] += weights[i + RADIUS] / total * image[y * nx + x + i];
                }
            }
        }
        for (int y = RADIUS; y < ny - RADIUS; y++) {
            for (int x = RADIUS; x < nx - RADIUS; x++) {
                for (int i = -RADIUS; i <= RADIUS; i++) {
                    both[y * nx + x] += weights[i + RADIUS] / total * rows[(y + i) * nx + x];
                }
            }
        }
        return both;
    }
}
