package org.larmor.recon.coil;

/**
 * The fully sampled centre of one slice's k-space.
 *
 * @param samples complex pairs [coil][kx][ky], consecutive in k-space
 */
public record CalibrationBlock(int coils, int kx, int ky, float[] samples) {
    public CalibrationBlock {
        if (samples.length != 2 * coils * kx * ky) {
            throw new IllegalArgumentException(samples.length + " floats for " + coils + "×" + kx + "×" + ky);
        }
    }

    /** The coils mixed by a matrix of complex pairs [out][coil]. */
    public CalibrationBlock mixed(int out, float[] matrix) {
        int n = kx * ky;
        float[] mixed = new float[2 * out * n];
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < coils; c++) {
                float mr = matrix[2 * (o * coils + c)];
                float mi = matrix[2 * (o * coils + c) + 1];
                for (int i = 0; i < n; i++) {
                    float re = samples[2 * (c * n + i)];
                    float im = samples[2 * (c * n + i) + 1];
                    mixed[2 * (o * n + i)] += mr * re - mi * im;
                    mixed[2 * (o * n + i) + 1] += mr * im + mi * re;
                }
            }
        }
        return new CalibrationBlock(out, kx, ky, mixed);
    }
}
