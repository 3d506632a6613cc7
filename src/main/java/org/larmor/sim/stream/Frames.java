package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionFlag;

/** Readouts of whole frames, in the order in which a sequence acquires them, and the flags at their ends. */
final class Frames {
    private Frames() {}

    /** The given lines of a slice, upwards; of a volume's central partition if it is one. */
    static List<Readout> lines(Head head, int slice, IntStream rows) {
        int partition = head.partitions() / 2;
        return rows.mapToObj(row -> Readout.of(head, slice, partition, row)).toList();
    }

    /** Every line of a slice, upwards. */
    static List<Readout> full(Head head, int slice) {
        return lines(head, slice, IntStream.range(0, head.rows()));
    }

    /** Each {@code factor}th line from {@code offset} on. */
    static IntStream lattice(Head head, int factor, int offset) {
        return IntStream.range(0, head.rows()).filter(row -> row % factor == offset);
    }

    /** The {@code count} lines around the centre. */
    static IntStream central(Head head, int count) {
        int start = head.rows() / 2 - count / 2;
        return IntStream.range(start, start + count);
    }

    /**
     * An accelerated slice with calibration lines inside: those on the lattice of {@code factor} are flagged as both,
     * the others as calibration alone.
     */
    static List<Readout> embedded(Head head, int slice, int factor, int calibrationLines) {
        List<Integer> central = central(head, calibrationLines).boxed().toList();
        return lines(head, slice, IntStream.range(0, head.rows())
                        .filter(row -> row % factor == 0 || central.contains(row)))
                .stream()
                .map(readout -> !central.contains(readout.row())
                        ? readout
                        : readout.flag(
                                readout.row() % factor == 0
                                        ? AcquisitionFlag.IS_PARALLEL_CALIBRATION_AND_IMAGING
                                        : AcquisitionFlag.IS_PARALLEL_CALIBRATION))
                .toList();
    }

    /** Lines for calibration alone. */
    static List<Readout> calibration(Head head, int slice, IntStream rows) {
        return lines(head, slice, rows).stream()
                .map(readout -> readout.flag(AcquisitionFlag.IS_PARALLEL_CALIBRATION))
                .toList();
    }

    /** Without the given rows. */
    static List<Readout> without(List<Readout> readouts, Integer... rows) {
        List<Integer> lost = List.of(rows);
        return readouts.stream().filter(readout -> !lost.contains(readout.row())).toList();
    }

    @SafeVarargs
    static List<Readout> join(List<Readout>... parts) {
        List<Readout> all = new ArrayList<>();
        for (List<Readout> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    /** Line by line of all slices in turn; frames of equal length. */
    static List<Readout> interleaved(List<List<Readout>> frames) {
        List<Readout> all = new ArrayList<>();
        for (int line = 0; line < frames.getFirst().size(); line++) {
            for (List<Readout> frame : frames) {
                all.add(frame.get(line));
            }
        }
        return all;
    }

    /** With the flags that say truly where frames, repetitions and the measurement end. */
    static List<Readout> ended(List<Readout> readouts) {
        Map<FrameKey, Integer> frameEnds = new HashMap<>();
        Map<Integer, Integer> repetitionEnds = new HashMap<>();
        for (int i = 0; i < readouts.size(); i++) {
            frameEnds.put(FrameKey.of(readouts.get(i).header()), i);
            repetitionEnds.put(readouts.get(i).header().repetition(), i);
        }
        List<Readout> ended = new ArrayList<>();
        for (int i = 0; i < readouts.size(); i++) {
            Readout readout = readouts.get(i);
            if (frameEnds.containsValue(i)) {
                readout = readout.flag(AcquisitionFlag.LAST_IN_ENCODE_STEP_1).flag(AcquisitionFlag.LAST_IN_SLICE);
            }
            if (repetitionEnds.containsValue(i)) {
                readout = readout.flag(AcquisitionFlag.LAST_IN_REPETITION);
            }
            if (i == readouts.size() - 1) {
                readout = readout.flag(AcquisitionFlag.LAST_IN_MEASUREMENT);
            }
            ended.add(readout);
        }
        return ended;
    }

    /** With a flag on those readouts that fit. */
    static List<Readout> flagged(List<Readout> readouts, AcquisitionFlag flag, Predicate<Readout> which) {
        return readouts.stream().map(readout -> which.test(readout) ? readout.flag(flag) : readout).toList();
    }
}
