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
 * @param sensitivities complex pairs [z][virtual][x][y], centred; Σ|S|² = 1 over the whole field
 * @param weights [z][x][y], from 0 to 1: how sure the maps are of signal; empty where their method does not say
 */
public record CoilMaps(
        int channels, int virtual, float[] compression, int z, int x, int y, float[] sensitivities, float[] weights) {
    long bytes() {
        return 4L * ((long) compression.length + sensitivities.length + weights.length);
    }
}
