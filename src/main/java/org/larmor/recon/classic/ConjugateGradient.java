package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Conjugate gradients for (N + λ) x = b, N Hermitian positive semidefinite on complex arrays [row][column]; every row
 * is a system of its own with its own steps, as N must not couple them.
 *
 * @param lambda weight of ‖x‖²
 * @param tolerance stops when ‖residual‖ ≤ tolerance·‖b‖ over all rows together
 * @param maxIterations stops at the latest then
 */
public record ConjugateGradient(double lambda, double tolerance, int maxIterations) {
    /** Keeps rows that are solved, or all zero, from dividing by zero; small against squares of data scaled to 1. */
    private static final double TINY = 1e-30;

    /**
     * A solution.
     *
     * @param x the caller's to close
     * @param residual ‖residual‖ / ‖b‖ at the end
     */
    public record Solution(NDArray x, int iterations, double residual) {}

    /**
     * @param normal x ↦ N x, a new array each time
     * @param start the first guess, null for zero; stays the caller's
     */
    public Solution solve(UnaryOperator<NDArray> normal, NDArray b, @Nullable NDArray start) {
        return solve(normal, b, start, 1);
    }

    /**
     * The same for several groups of rows at once, each of which stops by itself: what a group becomes does not depend on
     * the others.
     *
     * @param groups equal parts that the rows fall into, one after the other
     */
    public Solution solve(UnaryOperator<NDArray> normal, NDArray b, @Nullable NDArray start, int groups) {
        Shape shape = b.getShape();
        NDArray pairs = pairs(b);
        NDArray x = start == null ? pairs.mul(0f) : pairs(start);
        NDArray residual = start == null ? pairs.duplicate() : residual(normal, pairs, x, shape);
        NDArray p = residual.duplicate();
        NDArray squares = rowDot(residual, residual);
        Progress progress;
        try (pairs;
                NDArray energy = rowDot(pairs, pairs)) {
            progress = new Progress(tolerance * tolerance, totals(energy, groups));
        }
        progress.left(totals(squares, groups));
        int iteration = 0;
        while (iteration < maxIterations && progress.goesOn()) {
            if (progress.partlyDone()) {
                // with nothing left to do, steps are zero
                try (NDArray open = progress.open(b.getManager(), squares.getShape())) {
                    residual.muli(open);
                    p.muli(open);
                    squares.muli(open);
                }
            }
            try (NDArray np = regularised(normal, p, shape);
                    NDArray curvature = rowDot(p, np);
                    NDArray guarded = curvature.add(TINY);
                    NDArray alpha = squares.div(guarded);
                    NDArray step = p.mul(alpha)) {
                x.addi(step);
                residual.subi(np.muli(alpha));
            }
            NDArray next = rowDot(residual, residual);
            try (NDArray guarded = squares.add(TINY);
                    NDArray beta = next.div(guarded)) {
                p.muli(beta);
                p.addi(residual);
            }
            squares.close();
            squares = next;
            progress.left(totals(squares, groups));
            iteration++;
        }
        residual.close();
        p.close();
        squares.close();
        try (x) {
            return new Solution(complex(x, shape), iteration, progress.residual());
        }
    }

    /** ‖residual‖² of each group of rows against what it has to fall to. */
    private static final class Progress {
        private final double share;
        private final float[] reference;
        private final float[] left;
        private final boolean[] done;

        Progress(double share, float[] reference) {
            this.share = share;
            this.reference = reference;
            left = new float[reference.length];
            done = new boolean[reference.length];
        }

        void left(float[] now) {
            for (int i = 0; i < now.length; i++) {
                if (!done[i]) {
                    left[i] = now[i];
                    done[i] = !(now[i] > share * reference[i]);
                }
            }
        }

        boolean goesOn() {
            for (boolean one : done) {
                if (!one) {
                    return true;
                }
            }
            return false;
        }

        boolean partlyDone() {
            for (boolean one : done) {
                if (one) {
                    return goesOn();
                }
            }
            return false;
        }

        /** 1 for the rows of groups that go on, 0 for others. */
        NDArray open(NDManager manager, Shape rows) {
            float[] open = new float[(int) rows.get(0)];
            for (int row = 0; row < open.length; row++) {
                open[row] = done[row / (open.length / done.length)] ? 0 : 1;
            }
            return manager.create(open, rows);
        }

        double residual() {
            double all = 0;
            double sum = 0;
            for (int i = 0; i < left.length; i++) {
                all += reference[i];
                sum += left[i];
            }
            return all > 0 ? Math.sqrt(sum / all) : 0;
        }
    }

    private NDArray residual(UnaryOperator<NDArray> normal, NDArray pairs, NDArray x, Shape shape) {
        try (NDArray nx = regularised(normal, x, shape)) {
            return pairs.sub(nx);
        }
    }

    private NDArray regularised(UnaryOperator<NDArray> normal, NDArray x, Shape shape) {
        try (NDArray complex = complex(x, shape);
                NDArray applied = normal.apply(complex);
                NDArray parts = applied.real();
                NDArray pairs = parts.reshape(shape.get(0), -1)) {
            return x.mul((float) lambda).addi(pairs);
        }
    }

    /** Re ⟨a, b⟩ of each row: float32 [row][1]. */
    private static NDArray rowDot(NDArray a, NDArray b) {
        try (NDArray products = a.mul(b)) {
            return products.sum(new int[] {1}, true);
        }
    }

    /**
     * Real and imaginary parts side by side, float32 [row][2·column], a new array: steps are real, and the engine takes
     * twice as long to multiply complex numbers by them. A sum over an axis of two alone is its slowest.
     */
    private static NDArray pairs(NDArray complex) {
        try (NDArray parts = complex.real();
                NDArray rows = parts.reshape(complex.getShape().get(0), -1)) {
            return rows.duplicate();
        }
    }

    private static NDArray complex(NDArray pairs, Shape shape) {
        try (NDArray parts = pairs.reshape(shape.add(2))) {
            return parts.complex();
        }
    }

    /** Sums over the rows of each group. */
    private static float[] totals(NDArray rows, int groups) {
        try (NDArray grouped = rows.reshape(groups, -1);
                NDArray sums = grouped.sum(new int[] {1})) {
            return sums.toFloatArray();
        }
    }
}
