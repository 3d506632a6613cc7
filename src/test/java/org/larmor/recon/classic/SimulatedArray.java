package org.larmor.recon.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.recon.Messages;

/** Ellipses seen by a ring of coils of smooth magnitude and phase; k-space by the transform's definition. */
public final class SimulatedArray {
    final int coils;
    final int ny;
    final int nx;
    /** Complex pairs [coil][y][x], centred. */
    public final float[] kspace;
    /** Root sum of squares of the coil images, without noise. */
    public final float[] truth;

    public SimulatedArray(int coils, int ny, int nx, double noise) {
        this(coils, ny, nx, noise, 1, 1);
    }

    /**
     * The same object and coils in another field of view.
     *
     * @param wideX and {@code wideY}: the field over the usual one
     */
    public SimulatedArray(int coils, int ny, int nx, double noise, double wideX, double wideY) {
        this.coils = coils;
        this.ny = ny;
        this.nx = nx;
        double[] images = new double[2 * coils * ny * nx];
        truth = new float[ny * nx];
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                double v = wideY * 2.0 * (y - ny / 2) / ny;
                double u = wideX * 2.0 * (x - nx / 2) / nx;
                double signal = signal(u, v);
                double sum = 0;
                for (int c = 0; c < coils; c++) {
                    double angle = 2 * Math.PI * c / coils;
                    double du = u - 1.2 * Math.cos(angle);
                    double dv = v - 1.2 * Math.sin(angle);
                    double magnitude = Math.exp(-(du * du + dv * dv) / 1.5);
                    double phase = angle + 0.8 * du - 0.6 * dv;
                    int at = 2 * ((c * ny + y) * nx + x);
                    images[at] = signal * magnitude * Math.cos(phase);
                    images[at + 1] = signal * magnitude * Math.sin(phase);
                    sum += magnitude * magnitude;
                }
                truth[y * nx + x] = (float) (signal * Math.sqrt(sum));
            }
        }
        double[] transformed = transform(transform(images, 1, nx), nx, ny);
        Random random = new Random(11);
        kspace = new float[transformed.length];
        for (int i = 0; i < kspace.length; i++) {
            kspace[i] = (float) (transformed[i] + noise * random.nextGaussian());
        }
    }

    /** The readouts of the lines chosen; {@code adjust} sees each header with its line set. */
    public List<ByteBuffer> readouts(IntPredicate lines, Consumer<AcquisitionHeader> adjust) {
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int y = 0; y < ny; y++) {
            if (lines.test(y)) {
                readouts.add(Messages.readout(y, coils, Messages.line(kspace, coils, ny, nx, y), adjust));
            }
        }
        return readouts;
    }

    private static double signal(double u, double v) {
        double signal = 0;
        signal += inside(u, v, 0, 0, 0.7, 0.8) ? 1 : 0;
        signal -= inside(u, v, 0.2, 0.1, 0.2, 0.3) ? 0.5 : 0;
        signal += inside(u, v, -0.3, -0.3, 0.15, 0.1) ? 0.7 : 0;
        signal += inside(u, v, 0.1, -0.5, 0.08, 0.08) ? 0.4 : 0;
        return signal;
    }

    private static boolean inside(double u, double v, double cu, double cv, double ru, double rv) {
        double a = (u - cu) / ru;
        double b = (v - cv) / rv;
        return a * a + b * b <= 1;
    }

    /** The centred orthonormal DFT along the axis of this stride and length. */
    private static double[] transform(double[] data, int stride, int n) {
        double[] result = new double[data.length];
        double[] cos = new double[n * n];
        double[] sin = new double[n * n];
        for (int k = 0; k < n; k++) {
            for (int m = 0; m < n; m++) {
                double angle = -2 * Math.PI * (k - n / 2) * (m - n / 2) / n;
                cos[k * n + m] = Math.cos(angle) / Math.sqrt(n);
                sin[k * n + m] = Math.sin(angle) / Math.sqrt(n);
            }
        }
        int total = data.length / 2;
        for (int start = 0; start < total; start++) {
            int k = start / stride % n;
            int base = start - k * stride;
            double re = 0;
            double im = 0;
            for (int m = 0; m < n; m++) {
                int from = 2 * (base + m * stride);
                double c = cos[k * n + m];
                double s = sin[k * n + m];
                re += data[from] * c - data[from + 1] * s;
                im += data[from] * s + data[from + 1] * c;
            }
            result[2 * start] = re;
            result[2 * start + 1] = im;
        }
        return result;
    }
}
