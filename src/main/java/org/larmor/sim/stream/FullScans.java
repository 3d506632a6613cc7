package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.larmor.mrd.wire.AcquisitionFlag;

/** Scans of which nothing is missing, in the forms that converters give them. */
final class FullScans {
    private static final int SEGMENTS = 4;
    private static final Head HEAD = Head.slices(64, 64, 8, 3);

    private FullScans() {}

    static List<ScannerStream> all() {
        return List.of(
                slicesRepetitionsAverages(),
                segments(),
                contrasts(),
                asymmetricEcho(),
                padded(),
                partialFourierByCentre(),
                partialFourierByMinimum(),
                centreOut(),
                withoutLimits(),
                withoutFlags(),
                python());
    }

    private static ScannerStream slicesRepetitionsAverages() {
        List<Readout> readouts = new ArrayList<>();
        for (int repetition = 0; repetition < 2; repetition++) {
            for (int average = 0; average < 2; average++) {
                for (int slice = 0; slice < HEAD.slices(); slice++) {
                    for (Readout line : Frames.full(HEAD, slice)) {
                        int inRepetition = repetition;
                        int inAverage = average;
                        readouts.add(line.scaled((1 - 0.1 * repetition) * (average == 0 ? 0.8 : 1.2))
                                .with(h -> h.repetition(inRepetition).average(inAverage)));
                    }
                }
            }
        }
        EncodingXml encoding = EncodingXml.of(HEAD).counting("average", 2).counting("repetition", 2);
        return new ScannerStream(
                "full",
                "three slices, two repetitions of different strength, two averages of different strength",
                HeaderXml.of(HEAD, encoding),
                Frames.ended(readouts));
    }

    private static ScannerStream segments() {
        List<Readout> readouts = new ArrayList<>();
        for (int s = 0; s < SEGMENTS; s++) {
            int segment = s;
            List<Readout> lines = Frames.lines(HEAD, 0, Frames.lattice(HEAD, SEGMENTS, s)).stream()
                    .map(line -> line.with(h -> h.segment(segment)))
                    .toList();
            readouts.addAll(lines.subList(0, lines.size() - 1));
            readouts.add(lines.getLast().flag(AcquisitionFlag.LAST_IN_SEGMENT));
        }
        return new ScannerStream(
                "full-segments",
                "four interleaved segments, stated in the limits",
                HeaderXml.of(HEAD, oneSlice().counting("segment", SEGMENTS)),
                Frames.ended(readouts));
    }

    private static ScannerStream contrasts() {
        List<Readout> readouts = new ArrayList<>();
        for (Readout line : Frames.full(HEAD, 0)) {
            readouts.add(line);
            readouts.add(line.scaled(0.6).reversed().with(h -> h.contrast(1)));
        }
        return new ScannerStream(
                "full-bipolar-echoes",
                "two echoes a line, the second one acquired backwards",
                HeaderXml.of(HEAD, oneSlice().counting("contrast", 2)),
                Frames.ended(readouts));
    }

    private static ScannerStream asymmetricEcho() {
        return new ScannerStream(
                "asymmetric-echo",
                "the first quarter of each readout is never acquired",
                HeaderXml.of(HEAD, oneSlice()),
                Frames.ended(Frames.full(HEAD, 0).stream().map(line -> line.from(32)).toList()));
    }

    private static ScannerStream padded() {
        return new ScannerStream(
                "discarded-samples",
                "eight samples before and four after each readout are to be discarded",
                HeaderXml.of(HEAD, oneSlice()),
                Frames.ended(Frames.full(HEAD, 0).stream().map(line -> line.padded(8, 4)).toList()));
    }

    private static ScannerStream partialFourierByCentre() {
        return new ScannerStream(
                "partial-fourier-centre",
                "lines 0 to 47 of 64 with their centre at 16",
                HeaderXml.of(HEAD, oneSlice().limit(EncodingXml.STEP_1, 0, 47, 16)),
                Frames.ended(Frames.lines(HEAD, 0, IntStream.range(16, 64)).stream()
                        .map(line -> line.with(h -> h.kspaceEncodeStep1(line.row() - 16)))
                        .toList()));
    }

    private static ScannerStream partialFourierByMinimum() {
        return new ScannerStream(
                "partial-fourier-minimum",
                "lines 16 to 63 of 64 with their centre at 32",
                HeaderXml.of(HEAD, oneSlice().limit(EncodingXml.STEP_1, 16, 63, 32)),
                Frames.ended(Frames.lines(HEAD, 0, IntStream.range(16, 64))));
    }

    private static ScannerStream centreOut() {
        return new ScannerStream(
                "centre-out",
                "the central line first, then further and further out on either side",
                HeaderXml.of(HEAD, oneSlice()),
                Frames.ended(Frames.lines(
                        HEAD, 0, IntStream.range(0, 64).map(i -> i % 2 == 0 ? 32 + i / 2 : 31 - i / 2))));
    }

    private static ScannerStream withoutLimits() {
        return new ScannerStream(
                "no-limits",
                "no encoding limits in the header",
                HeaderXml.of(HEAD, oneSlice().withoutLimits()),
                Frames.ended(Frames.full(HEAD, 0)));
    }

    private static ScannerStream withoutFlags() {
        return new ScannerStream(
                "no-flags", "no flag at all, then a close", HeaderXml.of(HEAD, oneSlice()), Frames.full(HEAD, 0));
    }

    private static ScannerStream python() {
        byte[] xml = HeaderXml.of(HEAD, oneSlice()).bytes();
        return new ScannerStream(
                "python-header",
                "the header ends with a NUL, as Python clients send it",
                Arrays.copyOf(xml, xml.length + 1),
                Frames.ended(Frames.full(HEAD, 0)),
                false);
    }

    private static EncodingXml oneSlice() {
        return EncodingXml.of(HEAD).counting("slice", 1);
    }
}
