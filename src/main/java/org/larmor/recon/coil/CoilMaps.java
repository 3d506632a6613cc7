package org.larmor.recon.coil;

/**
 * A slot's coil sensitivities on the heap, shared by threads.
 *
 * @param channels physical channels
 * @param virtual channels after compression, the maps' own
 * @param compression complex pairs [virtual][channel], what whitened data are multiplied by first
 * @param z slices of the volume
 * @param x pixels along the readout
 * @param y pixels along the phase encoding
 * @param sensitivities complex pairs [z][virtual][x][y], x and y in the order of the method that they are for (FFT
 *     order for the classical ones); Σ|S|² is 1 where there is signal and 0 elsewhere
 */
public record CoilMaps(
        int channels, int virtual, float[] compression, int z, int x, int y, float[] sensitivities) {
    long bytes() {
        return 4L * (compression.length + sensitivities.length);
    }
}
