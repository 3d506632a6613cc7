package org.larmor.sim;

import java.util.BitSet;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a phantom is scanned.
 *
 * @param repetitions of all slices
 * @param acceleration 1, or each how manieth phase-encoding line is acquired
 * @param calibrationLines fully sampled lines around the centre; with 0 and an acceleration, the pattern moves on by a
 *     line each repetition
 * @param randomLines so many lines beside the central ones, drawn by the seed, more of them near the centre; 0 where the
 *     acceleration says which
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
        int randomLines,
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
        return new ScanPlan(1, 1, 0, 0, true, false, false, 0, "phantom", null, 1);
    }

    public ScanPlan withRepetitions(int value) {
        return new ScanPlan(value, acceleration, calibrationLines, randomLines, flagCalibration, noiseScan, interleaved,
                noiseLevel, protocolName, patient, seed);
    }

    public ScanPlan withAcceleration(int factor, int lines) {
        return new ScanPlan(repetitions, factor, lines, randomLines, flagCalibration, noiseScan, interleaved, noiseLevel,
                protocolName, patient, seed);
    }

    /** Central lines, and so many others at random: what one coil can make an image of. */
    public ScanPlan withRandomLines(int central, int others) {
        return new ScanPlan(repetitions, 1, central, others, false, noiseScan, interleaved, noiseLevel, protocolName,
                patient, seed);
    }

    public ScanPlan withoutCalibrationFlags() {
        return new ScanPlan(repetitions, acceleration, calibrationLines, randomLines, false, noiseScan, interleaved, noiseLevel,
                protocolName, patient, seed);
    }

    public ScanPlan withNoise(double level, boolean scan) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, randomLines, flagCalibration, scan, interleaved, level,
                protocolName, patient, seed);
    }

    public ScanPlan withInterleavedSlices() {
        return new ScanPlan(repetitions, acceleration, calibrationLines, randomLines, flagCalibration, noiseScan, true, noiseLevel,
                protocolName, patient, seed);
    }

    public ScanPlan withProtocol(String name) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, randomLines, flagCalibration, noiseScan, interleaved,
                noiseLevel, name, patient, seed);
    }

    public ScanPlan withPatient(String id) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, randomLines, flagCalibration, noiseScan, interleaved,
                noiseLevel, protocolName, id, seed);
    }

    public ScanPlan withSeed(long value) {
        return new ScanPlan(repetitions, acceleration, calibrationLines, randomLines, flagCalibration, noiseScan, interleaved,
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
        if (randomLines > 0) {
            return calibrates(line, ny) || drawn(ny).get(line);
        }
        return onGrid(line, repetition) || calibrates(line, ny);
    }

    /** The random lines: with a density that falls to a fifth at the edge. */
    private BitSet drawn(int ny) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] turn = new double[ny];
        for (int line = 0; line < ny; line++) {
            double out = Math.abs(line - ny / 2) / (ny / 2.0);
            turn[line] = -Math.log(1 - random.nextDouble()) / (1 - 0.8 * out);
        }
        BitSet drawn = new BitSet(ny);
        IntStream.range(0, ny)
                .filter(line -> !calibrates(line, ny))
                .boxed()
                .sorted(Comparator.comparingDouble(line -> turn[line]))
                .limit(randomLines)
                .forEach(drawn::set);
        return drawn;
    }
}
