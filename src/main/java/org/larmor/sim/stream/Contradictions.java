package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.larmor.mrd.wire.AcquisitionFlag;

/** Scans of which one part contradicts another: the header what comes, or one frame the other. */
final class Contradictions {
    private static final Head HEAD = Head.slices(64, 64, 8, 1);
    private static final Head TWO_COILS = Head.slices(64, 64, 2, 1);
    private static final Head VOLUME = Head.volume(64, 48, 8, 8);
    private static final int CALIBRATION_LINES = 24;

    private Contradictions() {}

    static List<ScannerStream> all() {
        return List.of(
                firstEcho(),
                new ScannerStream(
                        "segment-lost",
                        "the first of two interleaved segments, of which the second never comes",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("segment", 2)),
                        Frames.ended(Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, 0)))),
                new ScannerStream(
                        "volume-lost-partitions",
                        "a full volume whose two outer partitions are never sent",
                        HeaderXml.of(VOLUME, EncodingXml.of(VOLUME)),
                        Frames.ended(partitions(0, VOLUME.partitions() - 2))),
                new ScannerStream(
                        "volume-limits-unset",
                        "a full volume whose header limits step 2 to 0, LAST_IN_SLICE at the end of each partition",
                        HeaderXml.of(VOLUME, EncodingXml.of(VOLUME).counting("kspace_encoding_step_2", 1)),
                        Frames.flagged(
                                partitions(0, VOLUME.partitions()),
                                AcquisitionFlag.LAST_IN_SLICE,
                                line -> line.row() == VOLUME.rows() - 1)),
                new ScannerStream(
                        "absurd-sample",
                        "a slice with one finite sample beyond all measure",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD)),
                        Frames.ended(absurd())),
                new ScannerStream(
                        "too-few-coils",
                        "every fourth line and 24 calibration lines of two coils",
                        HeaderXml.of(TWO_COILS, EncodingXml.of(TWO_COILS).accelerated(4, 1, "embedded")),
                        Frames.ended(Frames.embedded(TWO_COILS, 0, 4, CALIBRATION_LINES))));
    }

    /** Two echoes of different strength, of which the first alone brings calibration lines. */
    private static ScannerStream firstEcho() {
        List<Readout> second = Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, 0)).stream()
                .map(line -> line.scaled(0.4).with(h -> h.contrast(1)))
                .toList();
        return new ScannerStream(
                "calibration-first-echo",
                "two echoes of every second line, the second weaker; calibration lines in the first alone",
                HeaderXml.of(
                        HEAD, EncodingXml.of(HEAD).counting("contrast", 2).accelerated(2, 1, "embedded")),
                Frames.ended(Frames.join(Frames.embedded(HEAD, 0, 2, CALIBRATION_LINES), second)));
    }

    private static List<Readout> absurd() {
        List<Readout> lines = new ArrayList<>(Frames.full(HEAD, 0));
        lines.set(20, lines.get(20).spoiled(1e38f));
        return lines;
    }

    private static List<Readout> partitions(int from, int end) {
        return IntStream.range(from, end)
                .boxed()
                .flatMap(partition -> IntStream.range(0, VOLUME.rows())
                        .mapToObj(row -> Readout.of(VOLUME, 0, partition, row)))
                .toList();
    }
}
