package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Complex arrays on the heap and from there. */
public final class Complex {
    private Complex() {}

    /** @param pairs (re, im) interleaved, row-major */
    public static NDArray of(NDManager manager, float[] pairs, Shape shape) {
        try (NDArray real = manager.create(pairs, shape.add(2))) {
            return real.complex();
        }
    }

    /** a [rows][inner] · b [inner][inner], complex pairs. */
    public static float[] product(int rows, int inner, float[] a, float[] b) {
        float[] product = new float[2 * rows * inner];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < inner; j++) {
                double re = 0;
                double im = 0;
                for (int k = 0; k < inner; k++) {
                    double ar = a[2 * (i * inner + k)];
                    double ai = a[2 * (i * inner + k) + 1];
                    double br = b[2 * (k * inner + j)];
                    double bi = b[2 * (k * inner + j) + 1];
                    re += ar * br - ai * bi;
                    im += ar * bi + ai * br;
                }
                product[2 * (i * inner + j)] = (float) re;
                product[2 * (i * inner + j) + 1] = (float) im;
            }
        }
        return product;
    }

    /** As complex pairs. */
    public static float[] identity(int n) {
        float[] pairs = new float[2 * n * n];
        for (int i = 0; i < n; i++) {
            pairs[2 * (i * n + i)] = 1;
        }
        return pairs;
    }
}
