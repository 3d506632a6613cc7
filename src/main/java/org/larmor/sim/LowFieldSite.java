package org.larmor.sim;

import java.util.SplittableRandom;

/**
 * A simulated site that learns: a scanner with one coil and much noise, for which the starter was not made, and patients who
 * have heads of their own; of 96 lines it acquires 32, at random outside the centre. The setting was committed before anything was evaluated on it, and stays as it is.
 */
public final class LowFieldSite {
    /** What its scans' headers call the protocol. */
    public static final String PROTOCOL = "low-field head";

    public static final int SLICES = 2;
    private static final int MATRIX = 96;
    private static final int CENTRAL_LINES = 12;
    private static final int RANDOM_LINES = 20;

    /** Root mean square of a complex pixel's noise, where the brain is 0.5. */
    private static final double NOISE = 0.04;

    private static final long HEADS = 20_261_128;

    private LowFieldSite() {}

    /** A patient's id, as the header has it. */
    public static String patient(int number) {
        return "P" + number;
    }

    /** An accelerated scan of a patient. */
    public static SimulatedScan scan(int patient) {
        return new SimulatedScan(
                phantom(patient),
                ScanPlan.plain()
                        .withRandomLines(CENTRAL_LINES, RANDOM_LINES)
                        .withNoise(NOISE, false)
                        .withProtocol(PROTOCOL)
                        .withPatient(patient(patient))
                        .withSeed(HEADS + patient));
    }

    private static Phantom phantom(int patient) {
        return Phantom.of(HEADS + patient, MATRIX, MATRIX, 1, SLICES);
    }

    /** Fully sampled slices of a patient, with noise: a proxy. */
    public static Proxy proxy(int patient, int slice) {
        return complete(patient, slice, NOISE);
    }

    /** Fully sampled slices of a patient, without noise: what its images are to be held against. */
    public static Proxy truth(int patient, int slice) {
        return complete(patient, slice, 0);
    }

    /** Which lines a patient's scan acquires. */
    public static boolean[] acquired(int patient) {
        boolean[] lines = new boolean[MATRIX];
        for (int line = 0; line < MATRIX; line++) {
            lines[line] = scan(patient).plan().acquires(line, MATRIX, 0);
        }
        return lines;
    }

    private static Proxy complete(int patient, int slice, double noise) {
        Phantom phantom = phantom(patient);
        float[] kspace = phantom.kspace(slice);
        SplittableRandom random = new SplittableRandom(31 * (HEADS + patient) + slice);
        double part = noise * Math.sqrt(0.5);
        int side = phantom.nx();
        float[] pairs = new float[kspace.length];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int from = 2 * (y * side + x);
                int to = 2 * (x * side + y);
                pairs[to] = (float) (kspace[from] + part * random.nextGaussian());
                pairs[to + 1] = (float) (kspace[from + 1] + part * random.nextGaussian());
            }
        }
        return new Proxy(pairs, side);
    }

    /**
     * A fully sampled slice of one coil.
     *
     * @param pairs complex interleaved, centred [readout][phase]
     * @param side samples along either
     */
    public record Proxy(float[] pairs, int side) {}
}
