package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
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
        NDArray x = start == null ? b.mul(0f) : start.mul(1f);
        NDArray residual = start == null ? b.mul(1f) : residual(normal, b, x);
        NDArray p = residual.mul(1f);
        NDArray squares = rowDot(residual, residual);
        double reference = total(rowDot(b, b));
        double left = total(squares);
        int iteration = 0;
        while (iteration < maxIterations && left > tolerance * tolerance * reference) {
            try (NDArray np = regularised(normal, p);
                    NDArray curvature = rowDot(p, np);
                    NDArray guarded = curvature.add(TINY);
                    NDArray alpha = squares.div(guarded);
                    NDArray step = p.mul(alpha);
                    NDArray drop = np.mul(alpha)) {
                x.addi(step);
                residual.subi(drop);
            }
            NDArray next = rowDot(residual, residual);
            try (NDArray guarded = squares.add(TINY);
                    NDArray beta = next.div(guarded)) {
                p.muli(beta);
                p.addi(residual);
            }
            squares.close();
            squares = next;
            left = total(squares);
            iteration++;
        }
        residual.close();
        p.close();
        squares.close();
        return new Solution(x, iteration, reference > 0 ? Math.sqrt(left / reference) : 0);
    }

    private NDArray residual(UnaryOperator<NDArray> normal, NDArray b, NDArray x) {
        try (NDArray nx = regularised(normal, x)) {
            return b.sub(nx);
        }
    }

    private NDArray regularised(UnaryOperator<NDArray> normal, NDArray x) {
        NDArray nx = normal.apply(x);
        try (NDArray weighted = x.mul((float) lambda)) {
            return nx.addi(weighted);
        }
    }

    /** Re ⟨a, b⟩ of each row: float32 [row][1]. */
    private static NDArray rowDot(NDArray a, NDArray b) {
        try (NDArray p = a.real();
                NDArray q = b.real();
                NDArray products = p.mul(q);
                NDArray columns = products.sum(new int[] {2})) {
            return columns.sum(new int[] {1}, true);
        }
    }

    private static double total(NDArray rows) {
        try (NDArray sum = rows.sum()) {
            return sum.getFloat();
        }
    }
}
