package org.larmor.recon.prepare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.larmor.recon.coil.CalibrationBlock;

/**
 * The consecutive lines at the centre of one slice's k-space that its coil maps are made of, whatever readouts they come
 * from.
 *
 * @param lines k-space complex pairs [coil][readout][line], the readout centred
 * @param first index of the first line on the slice's phase axis
 * @param count consecutive lines
 * @param phase length of the slice's phase axis
 */
public record Calibration(float[] lines, int coils, int readout, int first, int count, int phase) {
    public Calibration {
        if (lines.length != 2L * coils * readout * count || first < 0 || first + count > phase) {
            throw new IllegalArgumentException(lines.length + " floats for " + coils + " coils of " + readout + " by "
                    + count + " lines from " + first + " of " + phase);
        }
    }

    /**
     * Lines of a gridded slice.
     *
     * @param kspace complex64 [coil][readout][phase], centred
     */
    public static Calibration of(NDArray kspace, int first, int count) {
        Shape shape = kspace.getShape();
        int coils = (int) shape.get(0);
        int readout = (int) shape.get(1);
        int phase = (int) shape.get(2);
        if (count == 0) {
            return new Calibration(new float[0], coils, readout, first, 0, phase);
        }
        try (NDArray lines = kspace.get(":, :, " + first + ":" + (first + count));
                NDArray pairs = lines.real()) {
            return new Calibration(pairs.toFloatArray(), coils, readout, first, count, phase);
        }
    }

    /** The lines nearest the centre, so many at the most. */
    public Calibration central(int most) {
        if (count <= most) {
            return this;
        }
        int from = Math.clamp((long) phase / 2 - most / 2 - first, 0, count - most);
        float[] kept = new float[2 * coils * readout * most];
        for (int row = 0; row < coils * readout; row++) {
            System.arraycopy(lines, 2 * (row * count + from), kept, 2 * row * most, 2 * most);
        }
        return new Calibration(kept, coils, readout, first + from, most, phase);
    }

    /** The coils mixed by a matrix of complex pairs [out][coil]. */
    public Calibration mixed(int out, float[] matrix) {
        float[] mixed = new CalibrationBlock(coils, readout, count, lines).mixed(out, matrix).samples();
        return new Calibration(mixed, out, readout, first, count, phase);
    }

    /** The samples along the readout around the centre, so many at the most. */
    public CalibrationBlock block(int samples) {
        int kx = Math.min(samples, readout);
        int from = readout / 2 - kx / 2;
        float[] block = new float[2 * coils * kx * count];
        int coil = 2 * kx * count;
        for (int c = 0; c < coils; c++) {
            System.arraycopy(lines, 2 * (c * readout + from) * count, block, c * coil, coil);
        }
        return new CalibrationBlock(coils, kx, count, block);
    }

    /** 1 for each of the lines on the phase axis, 0 for others. */
    public float[] columns() {
        float[] columns = new float[phase];
        Arrays.fill(columns, first, first + count, 1);
        return columns;
    }

    /** Complex64 [coil][readout][phase], zero but for the lines. */
    public NDArray zeroFilled(NDManager manager) {
        float[] pairs = new float[2 * coils * readout * phase];
        for (int row = 0; row < coils * readout; row++) {
            System.arraycopy(lines, 2 * row * count, pairs, 2 * (row * phase + first), 2 * count);
        }
        return Complex.of(manager, pairs, new Shape(coils, readout, phase));
    }
}
