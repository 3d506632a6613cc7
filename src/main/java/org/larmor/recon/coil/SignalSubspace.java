package org.larmor.recon.coil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The projector onto the signal subspace of a calibration matrix: the right singular vectors whose singular values
 * exceed a threshold. The engine has no singular value decomposition; the matrix sign function by Newton's iteration
 * (X ← (μX + (μX)⁻¹)/2, Higham, Functions of Matrices, ch. 5) needs inverses alone, and no eigenvector is asked for.
 * In complex128: the squared singular values span more than float32 resolves.
 */
final class SignalSubspace {
    private static final int MAX_STEPS = 60;

    /** Change of a step after which nothing is left to do: convergence is quadratic, what is wrong after it is its square. */
    private static final double CONVERGED = 1e-6;

    private SignalSubspace() {}

    /**
     * @param rows complex pairs [rows][columns]
     * @param threshold relative to the largest singular value
     * @return complex pairs [columns][columns]
     */
    static double[] projector(NDManager parent, double[] rows, int rowCount, int columns, double threshold) {
        try (NDManager manager = parent.newSubManager()) {
            NDArray a = manager.create(rows, new Shape(rowCount, columns, 2)).complex();
            NDArray adjoint = a.conj().swapAxes(0, 1);
            if (columns <= rowCount) {
                NDArray gram = adjoint.matMul(a);
                return step(gram, threshold, columns).real().toDoubleArray();
            }
            // fewer rows than columns: the same projector from the smaller Gram matrix, which projects onto what the
            // signal's part of the rows spans
            NDArray kept = step(a.matMul(adjoint), threshold, rowCount);
            double[] basis = ProjectorBasis.of(kept.real().toDoubleArray(), rowCount);
            int rank = basis.length / 2 / rowCount;
            if (rank == 0) {
                return new double[2 * columns * columns];
            }
            NDArray spanning = adjoint.matMul(manager.create(basis, new Shape(rowCount, rank, 2)).complex());
            NDArray across = spanning.conj().swapAxes(0, 1);
            return spanning.matMul(across.matMul(spanning).inverse())
                    .matMul(across)
                    .real()
                    .toDoubleArray();
        }
    }

    /** (I + sign(G − τI)) / 2 with τ = threshold² · the largest eigenvalue. */
    private static NDArray step(NDArray gram, double threshold, int n) {
        NDManager manager = gram.getManager();
        double tau = threshold * threshold * largest(gram);
        if (tau == 0) { // no signal at all, as in an empty slice of a volume
            return gram.mul(0.0);
        }
        NDArray x = gram.add(identity(manager, n, -tau));
        boolean scaling = true;
        for (int i = 0; i < MAX_STEPS; i++) {
            NDArray inverse = x.inverse();
            double mu = scaling ? Math.sqrt(norm(inverse) / norm(x)) : 1;
            NDArray next = x.mul(mu).add(inverse.mul(1 / mu)).mul(0.5);
            double change = norm(next.sub(x)) / norm(next);
            x.close();
            inverse.close();
            x = next;
            scaling = scaling && change > 1e-2;
            if (change < CONVERGED) {
                break;
            }
        }
        return x.add(identity(manager, n, 1)).mul(0.5);
    }

    /** The largest eigenvalue, by power iteration: an estimate from below is good enough for a threshold. */
    private static double largest(NDArray gram) {
        int n = (int) gram.getShape().get(0);
        NDManager manager = gram.getManager();
        NDArray v = gram.matMul(identity(manager, n, 1).get(":, :1").add(identity(manager, n, 1e-3).sum(new int[] {1}, true)));
        double value = 0;
        for (int i = 0; i < 15; i++) {
            double before = norm(v);
            if (before == 0) {
                return 0;
            }
            NDArray next = gram.matMul(v.mul(1 / before));
            v.close();
            v = next;
            value = norm(v);
        }
        return value;
    }

    private static NDArray identity(NDManager manager, int n, double scale) {
        double[] pairs = new double[2 * n * n];
        for (int i = 0; i < n; i++) {
            pairs[2 * (i * n + i)] = scale;
        }
        return manager.create(pairs, new Shape(n, n, 2)).complex();
    }

    private static double norm(NDArray complex) {
        try (NDArray pairs = complex.real();
                NDArray squares = pairs.square();
                NDArray sum = squares.sum()) {
            return Math.sqrt(sum.getDouble());
        }
    }
}
