package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/**
 * Chebyshev's semi-iteration (Golub and Varga, Numer Math 3, 1961) for (N + ρ) x = b, where N's eigenvalues lie from 0
 * to 1. Its coefficients depend on ρ alone, so that x is linear in b, and differentiating through it is exact.
 */
final class Chebyshev {
    private Chebyshev() {}

    /**
     * @param regularised x ↦ (N + ρ) x, a new array each time
     * @param rho one element
     * @param start the first guess; stays the caller's
     * @param firstResidual b − (N + ρ)·start; closed here
     */
    static NDArray solve(
            UnaryOperator<NDArray> regularised, NDArray rho, NDArray start, NDArray firstResidual, int iterations) {
        NDArray x = Unrolled.view(start);
        NDArray residual = firstResidual;
        try (NDArray one = rho.onesLike();
                NDArray centre = rho.add(0.5);
                NDArray ratio = Scalar.times(centre, 2); // of the interval's centre to half its width
                NDArray twiceRatio = Scalar.times(centre, 4)) {
            NDArray sigma = one.div(ratio);
            NDArray direction = residual.div(centre);
            for (int i = 1; i < iterations; i++) {
                x = moved(x, direction);
                residual = reduced(residual, regularised.apply(direction));
                NDArray next = reciprocal(one, twiceRatio, sigma);
                direction = turned(direction, residual, sigma, next);
                sigma.close();
                sigma = next;
            }
            x = moved(x, direction);
            sigma.close();
            direction.close();
        }
        residual.close();
        return x;
    }

    /** 1/(2·ratio − σ). */
    private static NDArray reciprocal(NDArray one, NDArray twiceRatio, NDArray sigma) {
        try (NDArray divisor = twiceRatio.sub(sigma)) {
            return one.div(divisor);
        }
    }

    private static NDArray moved(NDArray x, NDArray direction) {
        try (x) {
            return x.add(direction);
        }
    }

    private static NDArray reduced(NDArray residual, NDArray applied) {
        try (residual;
                applied) {
            return residual.sub(applied);
        }
    }

    /** σ'σ·direction + 4σ'·residual. */
    private static NDArray turned(NDArray direction, NDArray residual, NDArray sigma, NDArray next) {
        try (direction;
                NDArray momentum = next.mul(sigma);
                NDArray step = Scalar.times(next, 4);
                NDArray kept = direction.mul(momentum);
                NDArray added = residual.mul(step)) {
            return kept.add(added);
        }
    }
}
