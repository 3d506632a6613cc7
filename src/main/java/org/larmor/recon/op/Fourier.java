package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The centred orthonormal discrete Fourier transform over the last two axes [..., y, x]: image to k-space forward,
 * inverse = adjoint. Index ⌊n/2⌋ is the origin on both sides, for odd lengths too.
 *
 * <p>Centring is two multiplications by phases instead of shifts: with c = ⌊n/2⌋,
 * exp(−2πi (k−c)(m−c)/n) = exp(2πi c(k−c)/n) · exp(−2πi km/n) · exp(2πi cm/n). For even n this is the checkerboard.
 * The orthonormal scale rides on one of them. (Iterations over a mask that lies on k-space alone may leave out both:
 * they cancel in F*MF but for the scale.)
 */
public final class Fourier implements LinearOperator {
    private final long[] lengths;
    private final long[] axes = {-2, -1};
    private final NDArray image;
    private final NDArray kspace;
    private final NDArray imageConjugate;
    private final NDArray kspaceConjugate;

    public Fourier(NDManager manager, int y, int x) {
        lengths = new long[] {y, x};
        image = plane(manager, CentringPhase.image(y), CentringPhase.image(x), 1);
        kspace = plane(manager, CentringPhase.kspace(y), CentringPhase.kspace(x), 1 / Math.sqrt((double) y * x));
        imageConjugate = plane(
                manager, CentringPhase.conjugate(CentringPhase.image(y)), CentringPhase.conjugate(CentringPhase.image(x)), 1);
        kspaceConjugate = plane(
                manager,
                CentringPhase.conjugate(CentringPhase.kspace(y)),
                CentringPhase.conjugate(CentringPhase.kspace(x)),
                Math.sqrt((double) y * x));
    }

    /** Image to k-space. */
    @Override
    public NDArray forward(NDArray x) {
        try (NDArray modulated = x.mul(image);
                NDArray transformed = modulated.fft2(lengths, axes)) {
            return transformed.mul(kspace);
        }
    }

    /** K-space to image; the inverse as well. */
    @Override
    public NDArray adjoint(NDArray y) {
        try (NDArray modulated = y.mul(kspaceConjugate);
                NDArray transformed = modulated.ifft2(lengths, axes)) {
            return transformed.mul(imageConjugate);
        }
    }

    private static NDArray plane(NDManager manager, double[] y, double[] x, double scale) {
        float[] pairs = new float[y.length * x.length / 2];
        int at = 0;
        for (int j = 0; j < y.length; j += 2) {
            for (int i = 0; i < x.length; i += 2) {
                pairs[at++] = (float) (scale * (y[j] * x[i] - y[j + 1] * x[i + 1]));
                pairs[at++] = (float) (scale * (y[j] * x[i + 1] + y[j + 1] * x[i]));
            }
        }
        try (NDArray real = manager.create(pairs, new Shape(y.length / 2, x.length / 2, 2))) {
            return real.complex();
        }
    }
}
