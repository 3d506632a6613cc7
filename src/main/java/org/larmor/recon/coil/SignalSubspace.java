package org.larmor.recon.coil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.larmor.recon.engine.HermitianSpectrum;
import org.larmor.recon.engine.NativeThreads;

/**
 * The projector onto the signal subspace of a calibration matrix: the right singular vectors whose singular values
 * exceed a threshold. They are found as eigenvectors of the smaller Gram matrix, in complex128, as squared singular values
 * span more than float32 resolves.
 */
final class SignalSubspace {
    private SignalSubspace() {}

    /**
     * @param rows complex pairs [rows][columns]
     * @param threshold relative to the largest singular value
     * @return complex pairs [columns][columns]
     */
    static double[] projector(NDManager parent, double[] rows, int rowCount, int columns, double threshold) {
        return NativeThreads.wide(() -> found(parent, rows, rowCount, columns, threshold));
    }

    private static double[] found(NDManager parent, double[] rows, int rowCount, int columns, double threshold) {
        try (NDManager manager = parent.newSubManager()) {
            NDArray a = manager.create(rows, new Shape(rowCount, columns, 2)).complex();
            NDArray adjoint = a.conj().swapAxes(0, 1);
            int n = Math.min(rowCount, columns);
            NDArray gram = columns <= rowCount ? adjoint.matMul(a) : a.matMul(adjoint);
            HermitianSpectrum spectrum = HermitianSpectrum.of(gram.real().toDoubleArray(), n);
            int noise = noise(spectrum.values(), threshold);
            if (noise == n) { // no signal at all, as in an empty slice of a volume
                return new double[2 * columns * columns];
            }
            double[] vectors = Arrays.copyOfRange(spectrum.vectors(), 2 * noise * n, 2 * n * n);
            if (columns > rowCount) {
                divide(vectors, spectrum.values(), noise);
            }
            // [vector][component], each a row
            NDArray left = manager.create(vectors, new Shape(n - noise, n, 2)).complex();
            NDArray right = columns <= rowCount ? left : left.conj().matMul(a).conj();
            return right.swapAxes(0, 1).matMul(right.conj()).real().toDoubleArray();
        }
    }

    /** How many of the eigenvalues, which ascend, are noise's. */
    private static int noise(double[] values, double threshold) {
        double least = threshold * threshold * values[values.length - 1];
        int noise = 0;
        while (noise < values.length && !(values[noise] > least)) {
            noise++;
        }
        return noise;
    }

    /** Left singular vectors over their singular values: A's adjoint makes the right ones of them. */
    private static void divide(double[] vectors, double[] values, int from) {
        int n = values.length;
        for (int k = 0; k < vectors.length / 2 / n; k++) {
            double singular = Math.sqrt(values[from + k]);
            for (int i = 2 * k * n; i < 2 * (k + 1) * n; i++) {
                vectors[i] /= singular;
            }
        }
    }
}
