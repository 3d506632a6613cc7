package org.larmor.sim;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A multi-coil Shepp–Logan phantom with a smooth phase. Object times sensitivities is drawn with {@value #FINER} times
 * as many pixels along each axis and its centred orthonormal transform is cut to the acquired matrix, so that the data
 * hold the truncation that real data hold, and are not made with the very operator that reconstructs them. Thread-safe;
 * keeps the slices it has made ({@code 8·coils·ny·nx·oversampling} bytes each), so scanners may share one.
 */
public final class Phantom {
    private static final int FINER = 2;
    private static final double SLICE_RANGE = 0.5;

    private final int nx;
    private final int ny;
    private final int oversampling;
    private final CoilArray array;
    private final int slices;
    private final double field;
    private final List<Ellipse> head;
    private final AtomicReferenceArray<float @Nullable []> kspace;

    /** A phantom that fills its field of view. */
    public Phantom(int nx, int ny, int oversampling, int coils, int slices) {
        this(nx, ny, oversampling, coils, slices, 1);
    }

    /**
     * @param nx pixels along the readout, before oversampling
     * @param ny phase-encoding lines
     * @param oversampling of the readout: its field of view and its samples grow by it
     * @param slices spread over the middle half of the head
     * @param field the field of view along both axes, where 1 is filled by the head; at least 1
     */
    public Phantom(int nx, int ny, int oversampling, int coils, int slices, double field) {
        this(nx, ny, oversampling, coils, slices, field, Ellipse.SHEPP_LOGAN);
    }

    /** The head of somebody, with the contrasts of an image instead of Shepp and Logan's; alike for the same number. */
    public static Phantom of(long somebody, int nx, int ny, int coils, int slices) {
        return new Phantom(nx, ny, 1, coils, slices, 1, Ellipse.headOf(somebody));
    }

    private Phantom(
            int nx, int ny, int oversampling, int coils, int slices, double field, List<Ellipse> head) {
        if (nx < 8 || ny < 8 || oversampling < 1 || slices < 1 || !(field >= 1)) {
            throw new IllegalArgumentException("a phantom of " + nx + " × " + ny + " × " + slices + ", oversampling "
                    + oversampling + ", field of view " + field);
        }
        this.nx = nx;
        this.ny = ny;
        this.oversampling = oversampling;
        this.array = new CoilArray(coils);
        this.slices = slices;
        this.field = field;
        this.head = head;
        this.kspace = new AtomicReferenceArray<>(slices);
    }

    public int nx() {
        return nx;
    }

    public int ny() {
        return ny;
    }

    public int oversampling() {
        return oversampling;
    }

    public int coils() {
        return array.coils();
    }

    public int slices() {
        return slices;
    }

    /** Samples of a readout: nx · oversampling. */
    public int samples() {
        return nx * oversampling;
    }

    /** Noise-free k-space of a slice, [coil][ky][kx] complex interleaved; shared, not to be written. */
    public float[] kspace(int slice) {
        float[] made = kspace.get(slice);
        if (made == null) {
            synchronized (this) {
                made = kspace.get(slice);
                if (made == null) {
                    made = make(slice);
                    kspace.set(slice, made);
                }
            }
        }
        return made;
    }

    private float[] make(int slice) {
        int fx = FINER * samples();
        int fy = FINER * ny;
        double z = slices == 1 ? 0 : SLICE_RANGE * (2.0 * slice / (slices - 1) - 1);
        double[] object = object(fx, fy, z);
        float[] all = new float[2 * coils() * ny * samples()];
        Fft x = new Fft(fx);
        Fft y = new Fft(fy);
        int left = fx / 2 - samples() / 2;
        double[] s = new double[2];
        double[] grid = new double[2 * fx * fy];
        for (int c = 0; c < coils(); c++) {
            for (int row = 0; row < fy; row++) {
                for (int column = 0; column < fx; column++) {
                    int at = 2 * (row * fx + column);
                    double re = object[at];
                    double im = object[at + 1];
                    if (re == 0 && im == 0) {
                        grid[at] = 0;
                        grid[at + 1] = 0;
                    } else {
                        array.at(c, px(column, fx), py(row, fy), z, s);
                        grid[at] = re * s[0] - im * s[1];
                        grid[at + 1] = re * s[1] + im * s[0];
                    }
                }
            }
            for (int row = 0; row < fy; row++) {
                x.forward(grid, 2 * row * fx, 1);
            }
            for (int column = left; column < left + samples(); column++) {
                y.forward(grid, 2 * column, fx);
            }
            cut(grid, fx, fy, all, c);
        }
        return all;
    }

    private double[] object(int fx, int fy, double z) {
        double[] object = new double[2 * fx * fy];
        for (int row = 0; row < fy; row++) {
            double y = py(row, fy);
            for (int column = 0; column < fx; column++) {
                double x = px(column, fx);
                double value = 0;
                for (Ellipse ellipse : head) {
                    if (ellipse.contains(x, y, z)) {
                        value += ellipse.intensity();
                    }
                }
                double phase = 0.7 * x - 0.5 * y + 0.6 * x * y + 0.4 * y * y;
                object[2 * (row * fx + column)] = value * Math.cos(phase);
                object[2 * (row * fx + column) + 1] = value * Math.sin(phase);
            }
        }
        return object;
    }

    /** Keeps the middle of k-space; FINER keeps the orthonormal scale of the coarse grid. */
    private void cut(double[] grid, int fx, int fy, float[] all, int coil) {
        int x0 = fx / 2 - samples() / 2;
        int y0 = fy / 2 - ny / 2;
        for (int ky = 0; ky < ny; ky++) {
            for (int kx = 0; kx < samples(); kx++) {
                int from = 2 * ((y0 + ky) * fx + x0 + kx);
                int to = 2 * ((coil * ny + ky) * samples() + kx);
                all[to] = (float) (grid[from] / FINER);
                all[to + 1] = (float) (grid[from + 1] / FINER);
            }
        }
    }

    private double px(int column, int fx) {
        return 2.0 * field * oversampling * (column - fx / 2) / fx;
    }

    private double py(int row, int fy) {
        return -2.0 * field * (row - fy / 2) / fy;
    }
}
