package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.larmor.recon.prepare.PreparedSlice;

/**
 * How much ‖x‖² counts beside ‖Ax − y‖²: {@value #FACTOR}·(R − 1)·σ²/p for R-fold undersampling, noise of variance σ²
 * and a signal of mean square p. Full data, from which nothing has to be unfolded, get the least weight.
 */
final class SenseWeight {
    /** What unfolding adds to the noise, and what maps are wrong by beside it: found on brains at 2× to 8×. */
    private static final double FACTOR = 4;

    private static final double LEAST = 1e-4;
    private static final double MOST = 2e-3;

    /** Consecutive lines at the centre, which hold most of an image. */
    private static final int CENTRE = 4;

    /** The part of the sampled lines, those farthest from the centre, that noise is looked for in. */
    private static final double OUTER = 0.1;

    /** There is signal in some of these samples, and none in the weakest. */
    private static final double QUANTILE = 0.25;

    private SenseWeight() {}

    /** @param image the zero-filled combination of the slice's coils, complex64 [readout][phase] */
    static double of(PreparedSlice slice, NDArray image) {
        double missing = 1 / slice.sampled() - 1;
        // a weight that holds back what unfolding alone can tell would darken an image whose centre has to be unfolded
        double most = centred(slice) ? MOST : LEAST;
        return Math.clamp(FACTOR * missing * noise(slice) / signal(image), LEAST, most);
    }

    /** Whether the lines at the centre of k-space are data of the image. */
    private static boolean centred(PreparedSlice slice) {
        float[] lines = slice.lines();
        int first = Math.max(0, lines.length / 2 - CENTRE / 2);
        for (int line = first; line < Math.min(lines.length, first + CENTRE); line++) {
            if (lines[line] == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The variance of a complex sample's noise, from the outer lines: there the squares of the weakest samples, the image
     * along the readout being beside the body, are distributed exponentially.
     */
    private static double noise(PreparedSlice slice) {
        float[] lines = slice.lines();
        List<Integer> outer = IntStream.range(0, lines.length)
                .filter(line -> lines[line] > 0)
                .boxed()
                .sorted(Comparator.comparing(line -> -Math.abs(line - lines.length / 2)))
                .toList();
        int count = Math.max(1, (int) (OUTER * outer.size()));
        int each = slice.coils() * slice.readout();
        double[] squares = new double[count * each];
        for (int i = 0; i < count; i++) {
            int line = outer.get(i);
            try (NDArray one = slice.hybrid().get(":, :, " + line + ":" + (line + 1));
                    NDArray pairs = one.real()) {
                float[] values = pairs.toFloatArray();
                for (int j = 0; j < each; j++) {
                    double re = values[2 * j];
                    double im = values[2 * j + 1];
                    squares[i * each + j] = re * re + im * im;
                }
            }
        }
        Arrays.sort(squares);
        return squares[(int) (QUANTILE * squares.length)] / -Math.log(1 - QUANTILE);
    }

    /** Σ|x|⁴ / Σ|x|²: the level of what is bright, however much air is around it. */
    private static double signal(NDArray image) {
        try (NDArray moduli = image.abs();
                NDArray squares = moduli.square()) {
            double sum = 0;
            double fourth = 0;
            for (float square : squares.toFloatArray()) {
                sum += square;
                fourth += (double) square * square;
            }
            return fourth / Math.max(sum, Double.MIN_NORMAL);
        }
    }
}
