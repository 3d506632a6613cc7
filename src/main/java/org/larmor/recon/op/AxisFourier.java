package org.larmor.recon.op;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The centred orthonormal discrete Fourier transform along one axis, counted from the end: −1 is x, −2 is y. */
public final class AxisFourier implements LinearOperator {
    private final int axis;
    private final int n;
    private final NDArray image;
    private final NDArray kspace;
    private final NDArray imageConjugate;
    private final NDArray kspaceConjugate;

    /** @param axis −1 for the last axis, −2 for the one before, … */
    public AxisFourier(NDManager manager, int n, int axis) {
        if (axis >= 0) {
            throw new IllegalArgumentException("axis is counted from the end: " + axis);
        }
        this.axis = axis;
        this.n = n;
        image = line(manager, CentringPhase.image(n), 1);
        kspace = line(manager, CentringPhase.kspace(n), 1 / Math.sqrt(n));
        imageConjugate = line(manager, CentringPhase.conjugate(CentringPhase.image(n)), 1);
        kspaceConjugate = line(manager, CentringPhase.conjugate(CentringPhase.kspace(n)), Math.sqrt(n));
    }

    /** Image to k-space. */
    @Override
    public NDArray forward(NDArray x) {
        try (NDArray modulated = x.mul(image);
                NDArray transformed = modulated.fft(n, axis)) {
            return transformed.mul(kspace);
        }
    }

    /** K-space to image; the inverse as well. */
    @Override
    public NDArray adjoint(NDArray y) {
        try (NDArray modulated = y.mul(kspaceConjugate);
                NDArray transformed = modulated.ifft(n, axis)) {
            return transformed.mul(imageConjugate);
        }
    }

    /** K-space to the image but for phases: enough for a modulus. */
    public NDArray adjointUpToPhase(NDArray y) {
        try (NDArray modulated = y.mul(kspaceConjugate)) {
            return modulated.ifft(n, axis);
        }
    }

    private NDArray line(NDManager manager, double[] phases, double scale) {
        float[] pairs = new float[phases.length];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (float) (scale * phases[i]);
        }
        // [n, 1, …, 1, (re, im)]: broadcasts over the axes after this one
        long[] shape = new long[1 - axis];
        java.util.Arrays.fill(shape, 1);
        shape[0] = n;
        shape[shape.length - 1] = 2;
        try (NDArray real = manager.create(pairs, new Shape(shape))) {
            return real.complex();
        }
    }
}
