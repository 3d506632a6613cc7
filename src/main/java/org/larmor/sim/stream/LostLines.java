package org.larmor.sim.stream;

import java.util.List;
import java.util.stream.IntStream;

/** Scans of which the header promises lines that never come. */
final class LostLines {
    private static final Integer[] FEW = {11, 20, 45};
    private static final Integer[] CENTRE = {31, 32, 33};
    private static final Integer[] OF_LATTICE = {10, 50};
    private static final int CALIBRATION_LINES = 24;
    private static final Head HEAD = Head.slices(64, 64, 8, 1);
    private static final Head ONE_COIL = Head.slices(64, 64, 1, 1);

    private LostLines() {}

    static List<ScannerStream> all() {
        HeaderXml full = HeaderXml.of(HEAD, EncodingXml.of(HEAD));
        return List.of(
                new ScannerStream(
                        "lost-lines",
                        "three of 64 lines are never sent",
                        full,
                        Frames.ended(Frames.without(Frames.full(HEAD, 0), FEW))),
                new ScannerStream(
                        "lost-centre",
                        "the three central lines are never sent",
                        full,
                        Frames.ended(Frames.without(Frames.full(HEAD, 0), CENTRE))),
                new ScannerStream(
                        "lost-lines-one-coil",
                        "three of 64 lines are never sent, and there is but one coil",
                        HeaderXml.of(ONE_COIL, EncodingXml.of(ONE_COIL)),
                        Frames.ended(Frames.without(Frames.full(ONE_COIL, 0), FEW))),
                new ScannerStream(
                        "lost-end",
                        "the scan is closed after 40 of 64 lines",
                        full,
                        Frames.lines(HEAD, 0, IntStream.range(0, 40))),
                lostAverage(),
                embedded(),
                separate(),
                new ScannerStream(
                        "lost-calibration-lines",
                        "every second line and 24 calibration lines, two of these, beside the lattice, never sent",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "embedded")),
                        Frames.ended(Frames.without(Frames.embedded(HEAD, 0, 2, CALIBRATION_LINES), 23, 25))));
    }

    private static ScannerStream lostAverage() {
        List<Readout> second = Frames.full(HEAD, 0).stream()
                .map(line -> line.with(h -> h.average(1)))
                .toList();
        return new ScannerStream(
                "lost-average",
                "two averages, the second without three of its 64 lines",
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("average", 2)),
                Frames.ended(Frames.join(Frames.full(HEAD, 0), Frames.without(second, FEW))));
    }

    private static ScannerStream embedded() {
        return new ScannerStream(
                "lost-lattice-embedded",
                "every second line and 24 calibration lines among them, two lines of the lattice never sent",
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "embedded")),
                Frames.ended(Frames.without(Frames.embedded(HEAD, 0, 2, CALIBRATION_LINES), OF_LATTICE)));
    }

    private static ScannerStream separate() {
        List<Readout> lattice = Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, 0));
        return new ScannerStream(
                "lost-lattice-separate",
                "24 calibration lines, then every second line, two of these never sent",
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "separate")),
                Frames.ended(Frames.join(
                        Frames.calibration(HEAD, 0, Frames.central(HEAD, CALIBRATION_LINES)),
                        Frames.without(lattice, OF_LATTICE))));
    }
}
