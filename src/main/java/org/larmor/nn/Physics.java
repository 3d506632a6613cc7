package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.larmor.recon.op.Coils;
import org.larmor.recon.op.ComplexPairs;
import org.larmor.recon.op.Fourier;

/**
 * The constants of the measurement for images of one size, and the ways between a network's real [batch, 2, H, W] and
 * the complex [batch, H, W]. The constants belong to the manager given; make one per image size and keep it.
 */
public final class Physics {
    private final NDManager manager;
    private final Fourier fourier;
    private final ComplexPairs pairs;

    public Physics(NDManager manager, int height, int width) {
        this.manager = manager;
        fourier = new Fourier(manager, height, width);
        pairs = new ComplexPairs(manager);
    }

    public NDManager manager() {
        return manager;
    }

    public Fourier fourier() {
        return fourier;
    }

    /** fft2(S·x): complex [batch, H, W] to [batch, coil, H, W]. */
    public NDArray forward(NDArray x, NDArray maps) {
        try (NDArray coils = new Coils(maps).forward(x)) {
            return fourier.forward(coils);
        }
    }

    /** Σ conj(S)·ifft2(k): complex [batch, coil, H, W] to [batch, H, W]. */
    public NDArray adjoint(NDArray kspace, NDArray maps) {
        try (NDArray coils = fourier.adjoint(kspace)) {
            return new Coils(maps).adjoint(coils);
        }
    }

    /** Real [batch, 2, H, W] to complex [batch, H, W]. */
    public NDArray toComplex(NDArray channels) {
        try (NDArray re = channel(channels, 0);
                NDArray im = channel(channels, 1)) {
            return pairs.complex(re, im);
        }
    }

    /** Complex [batch, H, W] to real [batch, 2, H, W]. */
    public static NDArray toChannels(NDArray complex) {
        try (NDArray parts = ComplexPairs.toPairs(complex)) {
            return parts.transpose(0, 3, 1, 2);
        }
    }

    private static NDArray channel(NDArray channels, int index) {
        try (NDArray slice = JniUtils.slice((PtNDArray) channels, 1, index, index + 1L, 1)) {
            return slice.squeeze(1);
        }
    }
}
