package org.larmor.sim;

import org.jspecify.annotations.Nullable;

/**
 * How a phantom is scanned.
 *
 * @param repetitions of all slices
 * @param acceleration 1, or each how manieth phase-encoding line is acquired
 * @param calibrationLines fully sampled lines around the centre; with 0 and an acceleration, the pattern moves on by a
 *     line each repetition
 * @param flagCalibration whether calibration lines say so (flags 20, 21), or must be found by their being there
 * @param noiseScan whether noise data (flag 19) come first
 * @param interleaved whether each line is acquired of all slices before the next
 * @param noiseLevel root mean square of a complex noise sample, where unit intensity at the head's centre gives an image of 1
 * @param protocolName what the header calls it
 * @param patient the id in the header, null where it has none
 * @param seed of the noise
 */
public record ScanPlan(
        int repetitions,
        int acceleration,
        int calibrationLines,
        boolean flagCalibration,
        boolean noiseScan,
        boolean interleaved,
        double noiseLevel,
        String protocolName,
        @Nullable String patient,
        long seed) {

    public ScanPlan {
        if (repetitions < 1 || acceleration < 1 || calibrationLines < 0) {
            throw new IllegalArgumentException("a scan of " + repetitions + " repetitions, acceleration "
                    + acceleration + ", " + calibrationLines + " calibration lines");
        }
    }

    /** One fully sampled repetition without noise. */
    public static ScanPlan plain() {
        return new ScanPlan(1, 1, 0, true, false, false, 0, "phantom", null, 1);
    }

    public ScanPlan withRepetitions(int value) {
        return new ScanPlan(value, acceleration, calibrationLines, flagCalibration, noiseScan, interleaved,
                noiseLevel, protocolName, patient, seed);
    }

    public ScanPlan withAcceleration(int factor, int lines) {
        return new ScanPlan(repetitions, factor, lines, flagCalibration, noiseScan, interleaved, noiseLevel,
                protocolName, patient, seed);
    }

    public ScanPlan withoutCalibrationFlags() {
        return new ScanPlan(repetitions, acceleration, calibrationLines, false, noiseScan, interleaved, noiseLevel,
                protocolName, patient, seed);
    }

    public ScanPlan withNoise(double level, boolean scan) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, flagCalibration, scan, interleaved, level,
                protocolName, patient, seed);
    }

    public ScanPlan withInterleavedSlices() {
        return new ScanPlan(repetitions, acceleration, calibrationLines, flagCalibration, noiseScan, true, noiseLevel,
                protocolName, patient, seed);
    }

    public ScanPlan withProtocol(String name) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, flagCalibration, noiseScan, interleaved,
                noiseLevel, name, patient, seed);
    }

    public ScanPlan withPatient(String id) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, flagCalibration, noiseScan, interleaved,
                noiseLevel, protocolName, id, seed);
    }

    public ScanPlan withSeed(long value) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, flagCalibration, noiseScan, interleaved,
                noiseLevel, protocolName, patient, value);
    }

    /** Whether a line lies in the fully sampled centre of {@code ny} lines. */
    boolean calibrates(int line, int ny) {
        int first = ny / 2 - calibrationLines / 2;
        return line >= first && line < first + calibrationLines;
    }

    /** Whether a line is on the accelerated grid of a repetition. */
    boolean onGrid(int line, int repetition) {
        int offset = calibrationLines == 0 ? repetition % acceleration : 0;
        return line % acceleration == offset;
    }

    boolean acquires(int line, int ny, int repetition) {
        return onGrid(line, repetition) || calibrates(line, ny);
    }
}
