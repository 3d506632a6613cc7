package org.larmor.sim.stream;

import org.larmor.sim.Phantom;

/**
 * What an array of coils receives of a head, free of noise: slices of their own, or one volume whose partitions are
 * encoded too. Thread-safe; it makes its k-space when it is first asked for.
 */
public final class Head {
    /** The readout has twice the field of view of the image. */
    static final int OVERSAMPLING = 2;

    private final Phantom phantom;
    private final int partitions;
    private final double field;
    private float[] volume = {};

    private Head(Phantom phantom, int partitions, double field) {
        this.phantom = phantom;
        this.partitions = partitions;
        this.field = field;
    }

    static Head slices(int nx, int ny, int coils, int slices) {
        return new Head(new Phantom(nx, ny, OVERSAMPLING, coils, slices), 1, 1);
    }

    static Head volume(int nx, int ny, int coils, int partitions) {
        return new Head(new Phantom(nx, ny, OVERSAMPLING, coils, partitions), partitions, 1);
    }

    /** One slice of the same head over another field of view, {@code field} times as large along both axes. */
    static Head reference(int nx, int ny, int coils, double field) {
        return new Head(new Phantom(nx, ny, OVERSAMPLING, coils, 1, field), 1, field);
    }

    public int coils() {
        return phantom.coils();
    }

    /** Pixels of the image along the readout. */
    public int nx() {
        return phantom.nx();
    }

    /** Samples of a whole readout. */
    public int samples() {
        return phantom.samples();
    }

    /** Lines of a full frame. */
    public int rows() {
        return phantom.ny();
    }

    /** Partitions of the volume, 1 for slices. */
    public int partitions() {
        return partitions;
    }

    int slices() {
        return partitions == 1 ? phantom.slices() : 1;
    }

    /** The field of view, where 1 is that of the images. */
    double field() {
        return field;
    }

    /**
     * The whole k-space of a slice or of the volume, [coil][partition][row][sample] complex interleaved, the centre at
     * n/2 of each axis; shared, not to be written. The scale is that of orthonormal transforms.
     */
    public float[] kspace(int slice) {
        return partitions == 1 ? phantom.kspace(slice) : volume();
    }

    private synchronized float[] volume() {
        if (volume.length == 0) {
            volume = transformed();
        }
        return volume;
    }

    /** The centred orthonormal transform of the slices' k-space across the slices. */
    private float[] transformed() {
        int plane = 2 * rows() * samples();
        double[] sums = new double[coils() * partitions * plane];
        for (int z = 0; z < partitions; z++) {
            float[] slice = phantom.kspace(z);
            for (int k = 0; k < partitions; k++) {
                double angle = -2 * Math.PI * (k - partitions / 2) * (z - partitions / 2) / partitions;
                double re = Math.cos(angle) / Math.sqrt(partitions);
                double im = Math.sin(angle) / Math.sqrt(partitions);
                for (int c = 0; c < coils(); c++) {
                    int to = (c * partitions + k) * plane;
                    for (int i = 0; i < plane; i += 2) {
                        float a = slice[c * plane + i];
                        float b = slice[c * plane + i + 1];
                        sums[to + i] += a * re - b * im;
                        sums[to + i + 1] += a * im + b * re;
                    }
                }
            }
        }
        float[] kspace = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            kspace[i] = (float) sums[i];
        }
        return kspace;
    }
}
