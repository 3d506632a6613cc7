package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.larmor.recon.classic.ConjugateGradient.Solution;

/**
 * CG-SENSE (Pruessmann et al., Magn Reson Med 46, 2001) of one slice in hybrid space: min ‖M F S x − y‖² + λ‖x‖².
 * With a mask along the phase encoding alone the readout's transform is done once, outside; each readout position is
 * then a small system of its own.
 */
final class HybridSense {
    private final ConjugateGradient solver;

    HybridSense(ConjugateGradient solver) {
        this.solver = solver;
    }

    /**
     * @param hybrid complex64 [coil][x][y], zero where not sampled
     * @param maps complex64 [coil][x][y]
     * @param mask float32 [y], 1 where sampled
     * @return image complex64 [x][y], scaled as the engine's inverse transform (1/n) leaves it
     */
    Solution solve(NDManager parent, NDArray hybrid, NDArray maps, NDArray mask) {
        long n = hybrid.getShape().get(2);
        try (NDManager manager = parent.newSubManager();
                NDArray lazy = maps.conj();
                NDArray conjugate = lazy.mul(1f); // written out once; the engine would conjugate at every use
                NDArray zeroFilled = hybrid.ifft(n, -1);
                NDArray b = reduce(zeroFilled, conjugate);
                NDArray magnitude = b.abs();
                NDArray max = magnitude.max()) {
            float scale = max.getFloat();
            if (!(scale > 0)) {
                NDArray nothing = b.mul(0f);
                nothing.attach(parent);
                return new Solution(nothing, 0, 0);
            }
            b.divi(scale);
            b.attach(manager);
            Solution scaled = solver.solve(x -> normal(x, maps, conjugate, mask, n), b, null);
            NDArray image = scaled.x().muli(scale);
            image.attach(parent);
            return new Solution(image, scaled.iterations(), scaled.residual());
        }
    }

    /** S* F* M F S x; both transforms plain, their scales cancel. */
    private static NDArray normal(NDArray x, NDArray maps, NDArray conjugate, NDArray mask, long n) {
        try (NDArray coils = x.mul(maps);
                NDArray kspace = coils.fft(n, -1)) {
            kspace.muli(mask);
            try (NDArray images = kspace.ifft(n, -1)) {
                return reduce(images, conjugate);
            }
        }
    }

    private static NDArray reduce(NDArray images, NDArray conjugate) {
        try (NDArray products = images.mul(conjugate)) {
            return products.sum(new int[] {0});
        }
    }
}
