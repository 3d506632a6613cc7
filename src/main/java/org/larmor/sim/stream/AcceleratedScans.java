package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/** Undersampled slices, with all, few or none of the lines that coil maps are made from. */
final class AcceleratedScans {
    private static final int CALIBRATION_LINES = 24;
    private static final Head HEAD = Head.slices(64, 64, 8, 1);
    private static final Head ONE_COIL = Head.slices(64, 64, 1, 1);
    private static final Head FORTY_COILS = Head.slices(64, 64, 40, 1);

    private AcceleratedScans() {}

    static List<ScannerStream> all() {
        return List.of(
                embedded("accelerated-2x", HEAD, 2),
                separate("accelerated-2x-separate", 0),
                separate("accelerated-2x-odd", 1),
                calibrationOnce(),
                new ScannerStream(
                        "stated-2x-but-full",
                        "every line, although the header states an acceleration of two",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "embedded")),
                        Frames.ended(Frames.full(HEAD, 0))),
                new ScannerStream(
                        "unstated-2x",
                        "every second line and the central 24, unflagged, of which the header says nothing",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD)),
                        Frames.ended(unflagged(HEAD, 2))),
                new ScannerStream(
                        "lattice-4x",
                        "every fourth line, no calibration from anywhere",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(4, 1, "other")),
                        Frames.ended(Frames.lines(HEAD, 0, Frames.lattice(HEAD, 4, 0)))),
                centralRun("central-run-4", "every third line and two more make four central lines", 0, 31, 32),
                centralRun("central-run-3", "every third line and two more make three central lines", 2, 31, 33),
                new ScannerStream(
                        "stated-2x-but-3x",
                        "every third line and 24 more, although the header states an acceleration of two",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "embedded")),
                        Frames.ended(Frames.embedded(HEAD, 0, 3, CALIBRATION_LINES))),
                interleaved("interleaved-repetitions-4x", "repetition", AcquisitionHeader::repetition),
                interleaved("interleaved-phases-4x", "phase", AcquisitionHeader::phase),
                withoutCounts(interleaved("interleaved-unstated-4x", "repetition", AcquisitionHeader::repetition)),
                cut(interleaved("interleaved-cut-4x", "repetition", AcquisitionHeader::repetition)),
                new ScannerStream(
                        "one-coil-4x",
                        "one coil, every fourth line and the central 24, none of them flagged",
                        HeaderXml.of(ONE_COIL, EncodingXml.of(ONE_COIL).accelerated(4, 1, "embedded")),
                        Frames.ended(unflagged(ONE_COIL, 4))),
                embedded("forty-coils-4x", FORTY_COILS, 4),
                random("random-stated", "a third of the lines, drawn at random, which the header states", true),
                random("random-unstated", "a third of the lines, drawn at random, as if they were all", false));
    }

    private static ScannerStream embedded(String name, Head head, int factor) {
        return new ScannerStream(
                name,
                "a FLAIR of " + head.coils() + " coils, each " + factor + "th line and 24 calibration lines",
                HeaderXml.of(head, EncodingXml.of(head).accelerated(factor, 1, "embedded"))
                        .protocol("t2_flair_tra"),
                Frames.ended(Frames.embedded(head, 0, factor, CALIBRATION_LINES)));
    }

    private static ScannerStream separate(String name, int offset) {
        return new ScannerStream(
                name,
                "24 calibration lines, then every second line from line " + offset + " on",
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "separate")),
                Frames.ended(Frames.join(
                        Frames.calibration(HEAD, 0, Frames.central(HEAD, CALIBRATION_LINES)),
                        Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, offset)))));
    }

    private static ScannerStream centralRun(String name, String about, int offset, int... more) {
        List<Integer> added = IntStream.of(more).boxed().toList();
        List<Readout> readouts = Frames.lines(HEAD, 0, IntStream.range(0, HEAD.rows())
                        .filter(row -> row % 3 == offset || added.contains(row)))
                .stream()
                .map(line -> added.contains(line.row()) ? line.flag(AcquisitionFlag.IS_PARALLEL_CALIBRATION) : line)
                .toList();
        return new ScannerStream(
                name,
                about,
                HeaderXml.of(HEAD, EncodingXml.of(HEAD).accelerated(3, 1, "embedded")),
                Frames.ended(readouts));
    }

    private static ScannerStream interleaved(
            String name, String dimension, BiConsumer<AcquisitionHeader, Integer> counter) {
        List<Readout> readouts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int count = i;
            Frames.lines(HEAD, 0, Frames.lattice(HEAD, 4, i)).stream()
                    .map(line -> line.with(h -> counter.accept(h, count)))
                    .forEach(readouts::add);
        }
        return new ScannerStream(
                name,
                "every fourth line, another fourth in each " + dimension + ", no calibration lines",
                HeaderXml.of(
                        HEAD,
                        EncodingXml.of(HEAD)
                                .accelerated(4, 1, "interleaved")
                                .interleavedOver(dimension)
                                .counting(dimension, 4)),
                Frames.ended(readouts));
    }

    /** The same with a header that does not say how many repetitions there are. */
    private static ScannerStream withoutCounts(ScannerStream stream) {
        EncodingXml encoding = EncodingXml.of(HEAD).accelerated(4, 1, "interleaved");
        return new ScannerStream(
                stream.name(),
                stream.about() + ", how many of them is not stated",
                HeaderXml.of(HEAD, encoding.interleavedOver("repetition")),
                stream.readouts());
    }

    /** The same, closed in the middle. */
    private static ScannerStream cut(ScannerStream stream) {
        return new ScannerStream(
                stream.name(),
                stream.about() + ", closed after two of four",
                stream.xml(),
                stream.readouts().subList(0, stream.readouts().size() / 2),
                false);
    }

    private static List<Readout> unflagged(Head head, int factor) {
        List<Integer> central = Frames.central(head, CALIBRATION_LINES).boxed().toList();
        return Frames.lines(
                head, 0, IntStream.range(0, head.rows()).filter(row -> row % factor == 0 || central.contains(row)));
    }

    private static ScannerStream calibrationOnce() {
        List<Readout> readouts =
                new ArrayList<>(Frames.calibration(HEAD, 0, Frames.central(HEAD, CALIBRATION_LINES)));
        for (int r = 0; r < 3; r++) {
            int repetition = r;
            Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, 0)).stream()
                    .map(line -> line.scaled(1 - 0.1 * repetition).with(h -> h.repetition(repetition)))
                    .forEach(readouts::add);
        }
        return new ScannerStream(
                "calibration-first-repetition",
                "24 calibration lines once, then three repetitions of every second line",
                HeaderXml.of(
                        HEAD, EncodingXml.of(HEAD).accelerated(2, 1, "separate").counting("repetition", 3)),
                Frames.ended(readouts));
    }

    /** The central eight lines and others that are the rarer the farther out they are. */
    private static ScannerStream random(String name, String about, boolean stated) {
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> central = Frames.central(HEAD, 8).boxed().toList();
        List<Readout> readouts = Frames.lines(HEAD, 0, IntStream.range(0, HEAD.rows()).filter(row -> {
            double out = Math.abs(row - HEAD.rows() / 2) / (HEAD.rows() / 2.0);
            return random.nextDouble() < 0.7 * (1 - out) * (1 - out) + 0.1 || central.contains(row);
        }));
        EncodingXml encoding = EncodingXml.of(HEAD);
        return new ScannerStream(
                name,
                about,
                HeaderXml.of(HEAD, stated ? encoding.accelerated(3, 1, "embedded") : encoding),
                Frames.ended(readouts));
    }
}
