package org.larmor.recon.coil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * ESPIRiT (Uecker et al., Magn Reson Med 71, 2014): k-space patches of the calibration span a small subspace;
 * projecting every patch onto it is, in the image, one small Hermitian matrix over the coils at each pixel, whose
 * eigenvector of eigenvalue 1 is that pixel's sensitivities. One set of maps, over the whole field: where eigenvalues
 * are low, and most likely no signal is, the eigenvector stays, with a weight that says so. Where fewer lines are there than a whole
 * kernel wants, kernels are shorter along the phase encoding.
 */
public final class Espirit {
    /** Samples along the readout, and lines at the most, of a patch. */
    private static final int KERNEL = 6;

    private static final int WINDOW = 24;

    /** From so many on, the subspace is whole. */
    private static final int MANY_LINES = 16;

    /** The singular threshold below that: the subspace of few lines is cut short by a higher one. */
    private static final double FEW_LINES_THRESHOLD = Math.sqrt(0.001);

    /** Singular values below this part of the largest are noise. */
    private final double singularThreshold;

    /** Pixels whose largest eigenvalue is smaller most likely hold no signal. */
    private final double eigenvalueThreshold;

    /** The least weight: no pixel is taken to be empty for sure. */
    private static final double LEAST_WEIGHT = 0.3;

    /** How weights fall with the eigenvalue below its threshold. */
    private static final int WEIGHT_POWER = 8;

    /**
     * Maps of a slice.
     *
     * @param sensitivities complex pairs [coil][x][y], centred, Σ|S|² = 1
     * @param weights [x][y], from {@value #LEAST_WEIGHT} to 1: 1 where there is signal
     */
    public record Maps(float[] sensitivities, float[] weights) {}

    /** With the thresholds of BART's {@code ecalib}: 0.001 of the largest squared singular value, eigenvalue 0.8. */
    public Espirit() {
        this(Math.sqrt(0.001), 0.8);
    }

    Espirit(double singularThreshold, double eigenvalueThreshold) {
        this.singularThreshold = singularThreshold;
        this.eigenvalueThreshold = eigenvalueThreshold;
    }

    /** The least samples along the readout that kernels can be learned from. */
    public static int leastSamples() {
        return KERNEL;
    }

    /**
     * The samples along the readout around the centre to learn kernels from: of many lines as many as are enough, as more
     * cost time and are no better; of few lines so many that there are about three patches for each of a patch's
     * samples, as fewer leave the subspace undetermined.
     */
    public static int readoutWindow(int coils, int lines, int samples) {
        if (lines >= MANY_LINES) {
            return Math.min(samples, WINDOW);
        }
        int deep = lines(lines);
        int wanted = 3 * coils * KERNEL * deep / (lines - deep + 1) + KERNEL - 1;
        return Math.min(samples, Math.max(WINDOW, wanted));
    }

    private static int lines(int ofBlock) {
        return Math.min(KERNEL, (ofBlock + 3) / 2);
    }

    /**
     * @param block its first coil is where the phase is measured from
     * @param nx pixels along the readout
     * @param ny pixels along the phase encoding
     */
    public Maps maps(NDManager manager, CalibrationBlock block, int nx, int ny) {
        int coils = block.coils();
        int depth = lines(block.ky());
        boolean few = block.ky() < MANY_LINES;
        double[] projector = SignalSubspace.projector(
                manager, patches(block, depth), rows(block, depth), coils * KERNEL * depth, few ? FEW_LINES_THRESHOLD : singularThreshold);
        PixelEigenvectors eigenvectors = new PixelEigenvectors(coils, ny);
        // with few lines eigenvalues fall below 1 where there is signal too; their vectors stay right
        boolean[] signal = few ? LowResolution.bright(manager, block, nx, ny) : new boolean[nx * ny];
        float[] maps = new float[2 * coils * nx * ny];
        float[] weights = new float[nx * ny];
        try (NDManager local = manager.newSubManager();
                Following following = new Following()) {
            int span = 2 * depth - 1;
            int pairs = coils * (coils + 1) / 2;
            NDArray kernels = local.create(
                            kernels(projector, coils, depth), new Shape(2 * KERNEL - 1, (long) pairs * span, 2))
                    .complex();
            // [x][pair][δy]
            NDArray alongX = waves(local, nx, KERNEL, false).matMul(kernels);
            NDArray alongY = waves(local, ny, depth, true);
            for (int i = 0; i < nx; i++) {
                // from the centre, where there is signal: each column starts from the one before
                int x = (nx / 2 + i) % nx;
                float[] matrices = matrices(alongX, x, alongY, pairs, span);
                // the engine is at the next column meanwhile
                following.then(() -> {
                    eigenvectors.next(matrices);
                    eigenvectors.write(maps, x, nx);
                    for (int y = 0; y < ny; y++) {
                        weights[x * ny + y] = signal[x * ny + y] ? 1 : weight(eigenvectors.values()[y]);
                    }
                });
            }
        }
        return new Maps(maps, weights);
    }

    /** Complex pairs [pair][y] of a column. */
    private static float[] matrices(NDArray alongX, int x, NDArray alongY, int pairs, int span) {
        try (NDArray column = alongX.get(x);
                NDArray shaped = column.reshape(pairs, span);
                NDArray matrices = shaped.matMul(alongY);
                NDArray parts = matrices.real()) {
            return parts.toFloatArray();
        }
    }

    private float weight(float eigenvalue) {
        double below = Math.min(1, eigenvalue / eigenvalueThreshold);
        return (float) Math.max(LEAST_WEIGHT, Math.pow(below, WEIGHT_POWER));
    }

    private static int rows(CalibrationBlock block, int depth) {
        return (block.kx() - KERNEL + 1) * (block.ky() - depth + 1);
    }

    /** Every patch a row: complex pairs [position][coil, kx, ky]. */
    private static double[] patches(CalibrationBlock block, int depth) {
        int columns = block.coils() * KERNEL * depth;
        double[] patches = new double[2 * rows(block, depth) * columns];
        int at = 0;
        for (int x = 0; x + KERNEL <= block.kx(); x++) {
            for (int y = 0; y + depth <= block.ky(); y++) {
                for (int c = 0; c < block.coils(); c++) {
                    for (int dx = 0; dx < KERNEL; dx++) {
                        int from = 2 * ((c * block.kx() + x + dx) * block.ky() + y);
                        for (int i = 0; i < 2 * depth; i++) {
                            patches[at++] = block.samples()[from + i];
                        }
                    }
                }
            }
        }
        return patches;
    }

    /**
     * The convolution kernels of patching, projecting and averaging: complex pairs [δx][pair c' ≥ c][δy] with
     * h(δ) = Σ_{d'−d=δ} P[(c, d), (c', d')] / (number of d).
     */
    private static float[] kernels(double[] projector, int coils, int depth) {
        int spanX = 2 * KERNEL - 1;
        int spanY = 2 * depth - 1;
        int points = KERNEL * depth;
        int pairs = coils * (coils + 1) / 2;
        int columns = coils * points;
        float[] kernels = new float[2 * spanX * pairs * spanY];
        for (int to = 0, pair = 0; to < coils; to++) {
            for (int from = 0; from <= to; from++, pair++) {
                for (int d = 0; d < points; d++) {
                    for (int e = 0; e < points; e++) {
                        int dx = e / depth - d / depth + KERNEL - 1;
                        int dy = e % depth - d % depth + depth - 1;
                        int source = 2 * ((from * points + d) * columns + to * points + e);
                        int target = 2 * ((dx * pairs + pair) * spanY + dy);
                        kernels[target] += (float) (projector[source] / points);
                        kernels[target + 1] += (float) (projector[source + 1] / points);
                    }
                }
            }
        }
        return kernels;
    }

    /** exp(2πi δ (r − ⌊n/2⌋) / n) for δ from −(k−1) to k−1: [r][δ], or [δ][r]. */
    private static NDArray waves(NDManager manager, int n, int k, boolean deltaFirst) {
        int span = 2 * k - 1;
        float[] pairs = new float[2 * n * span];
        for (int r = 0; r < n; r++) {
            for (int d = 0; d < span; d++) {
                double angle = 2 * Math.PI * ((long) (d - k + 1) * (r - n / 2) % n) / n;
                int at = 2 * (deltaFirst ? d * n + r : r * span + d);
                pairs[at] = (float) Math.cos(angle);
                pairs[at + 1] = (float) Math.sin(angle);
            }
        }
        return manager.create(pairs, deltaFirst ? new Shape(span, n, 2) : new Shape(n, span, 2)).complex();
    }
}
