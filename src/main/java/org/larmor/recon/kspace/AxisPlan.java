package org.larmor.recon.kspace;


/**
 * One axis's way from encoded k-space to the reconstructed matrix.
 *
 * @param encoded length of k-space
 * @param kept pixels of encoded size that cover the reconstructed field of view: crop (readout oversampling) or
 *     zero-pad the image to them
 * @param recon pixels of the reconstructed matrix; where it differs from {@code kept}, k-space is cropped or zero-padded
 *     once more (interpolation)
 */
public record AxisPlan(int encoded, int kept, int recon) {
    /** The encoding counters are 16 bits wide. */
    private static final int MAX_LENGTH = 0xFFFF;

    /** An axis that stays as it is. */
    public static AxisPlan plain(int n) {
        return new AxisPlan(n, n, n);
    }

    /** By the ratio of the fields of view, which is not always that of the matrices; without fields, by the matrices. */
    public static AxisPlan of(String axis, int encoded, float encodedFov, int recon, float reconFov)
            throws ReconException {
        if (encoded < 1 || encoded > MAX_LENGTH || recon > MAX_LENGTH) {
            throw new ReconException(
                    "the header states a matrix of " + encoded + ", reconstructed " + recon + ", along " + axis);
        }
        int pixels = recon < 1 ? encoded : recon;
        if (!(encodedFov > 0) || !(reconFov > 0)) {
            return new AxisPlan(encoded, pixels, pixels);
        }
        double exact = encoded * (double) reconFov / encodedFov;
        if (exact < 1 || exact > 4.0 * Math.max(encoded, pixels)) {
            throw new ReconException("the header's fields of view along " + axis + " cannot be right: encoded "
                    + encodedFov + " mm, reconstructed " + reconFov + " mm");
        }
        int kept = (int) Math.round(exact);
        // fields of view are rounded to a pixel by some writers
        return new AxisPlan(encoded, Math.abs(kept - pixels) <= 1 ? pixels : kept, pixels);
    }

    /** Where the pixel or sample at a signed distance from the origin lies in FFT order. */
    public static int fftIndex(int distance, int n) {
        return Math.floorMod(distance, n);
    }

    /** Whether a sample at this distance from the centre lies on the encoded axis. */
    public boolean holds(int distance) {
        return distance >= -(encoded / 2) && distance < encoded - encoded / 2;
    }
}
