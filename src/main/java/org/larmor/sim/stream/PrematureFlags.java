package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.larmor.mrd.wire.AcquisitionFlag;

/** Scans whose flags say that something ends that goes on. */
final class PrematureFlags {
    private static final int SLICES = 5;
    private static final int SEGMENTS = 4;
    private static final int CALIBRATION_LINES = 24;
    private static final Head HEAD = Head.slices(64, 64, 8, SLICES);

    private PrematureFlags() {}

    static List<ScannerStream> all() {
        return List.of(
                slices(
                        "premature-repetition-each-slice",
                        "five interleaved slices, LAST_IN_REPETITION at the end of each",
                        slice -> true),
                slices(
                        "premature-repetition-first-slice",
                        "five interleaved slices, LAST_IN_REPETITION once the first one's lines are in",
                        slice -> slice == 0),
                segments(
                        "premature-slice-interleaved-segments",
                        "four interleaved segments that no limit states, LAST_IN_SLICE at the end of each",
                        SEGMENTS,
                        1),
                segments(
                        "premature-slice-block-segments",
                        "four segments of 16 lines each that no limit states, LAST_IN_SLICE at the end of each",
                        1,
                        HEAD.rows() / SEGMENTS),
                averages(),
                calibration(),
                acceleratedSlices());
    }

    private static ScannerStream slices(String name, String about, IntPredicate ends) {
        List<List<Readout>> slices = IntStream.range(0, SLICES)
                .mapToObj(slice -> Frames.full(HEAD, slice))
                .toList();
        List<Readout> readouts = Frames.flagged(
                Frames.interleaved(slices),
                AcquisitionFlag.LAST_IN_REPETITION,
                line -> line.row() == HEAD.rows() - 1 && ends.test(line.slice()));
        return new ScannerStream(
                name, about, HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("repetition", 1)), readouts);
    }

    private static ScannerStream averages() {
        List<Readout> readouts = new ArrayList<>();
        for (int a = 0; a < 2; a++) {
            int average = a;
            List<Readout> lines = Frames.full(HEAD, 0).stream()
                    .map(line -> line.scaled(0.8 + 0.4 * average).with(h -> h.average(average)))
                    .toList();
            readouts.addAll(Frames.flagged(
                    lines, AcquisitionFlag.LAST_IN_SLICE, line -> line.row() == HEAD.rows() - 1));
        }
        return new ScannerStream(
                "premature-slice-averages",
                "two averages of different strength, LAST_IN_SLICE at the end of each",
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("slice", 1).counting("average", 2)),
                readouts);
    }

    private static ScannerStream calibration() {
        List<Readout> reference = Frames.calibration(HEAD, 0, Frames.central(HEAD, CALIBRATION_LINES));
        Readout last = reference.getLast()
                .flag(AcquisitionFlag.LAST_IN_SLICE)
                .flag(AcquisitionFlag.LAST_IN_REPETITION);
        return new ScannerStream(
                "premature-flags-calibration",
                "24 calibration lines whose last says LAST_IN_SLICE and LAST_IN_REPETITION, then every second line",
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("slice", 1).accelerated(2, 1, "separate")),
                Frames.join(
                        reference.subList(0, CALIBRATION_LINES - 1),
                        List.of(last),
                        Frames.ended(Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, 0)))));
    }

    private static ScannerStream acceleratedSlices() {
        List<List<Readout>> slices = IntStream.range(0, SLICES)
                .mapToObj(slice -> Frames.embedded(HEAD, slice, 2, CALIBRATION_LINES))
                .toList();
        return new ScannerStream(
                "premature-repetition-accelerated",
                "five interleaved slices of every second line and 24 more, LAST_IN_REPETITION at the end of each",
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "embedded")),
                Frames.flagged(
                        Frames.interleaved(slices),
                        AcquisitionFlag.LAST_IN_REPETITION,
                        line -> line.row() == HEAD.rows() - 2));
    }

    /** Segments whose first lines lie {@code apart}, and their lines {@code step}. */
    private static ScannerStream segments(String name, String about, int step, int apart) {
        List<Readout> readouts = new ArrayList<>();
        int lines = HEAD.rows() / SEGMENTS;
        for (int s = 0; s < SEGMENTS; s++) {
            int segment = s;
            int start = s * apart;
            List<Readout> ofSegment = Frames.lines(
                            HEAD, 0, IntStream.range(0, lines).map(i -> start + i * step))
                    .stream()
                    .map(line -> line.with(h -> h.segment(segment)))
                    .toList();
            readouts.addAll(ofSegment.subList(0, lines - 1));
            readouts.add(ofSegment.getLast().flag(AcquisitionFlag.LAST_IN_SLICE));
        }
        return new ScannerStream(name, about, HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("slice", 1)), readouts);
    }
}
