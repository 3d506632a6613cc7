package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.larmor.mrd.wire.AcquisitionFlag;

/** A plain full scan, and the same with one thing added or out of place. */
final class DisturbedScans {
    /** The readout, counted from 0, that holds a sample which is no number. */
    private static final int SPOILED = 37;

    private static final Head HEAD = Head.slices(64, 64, 8, 2);
    private static final Head FOUR_COILS = Head.slices(64, 64, 4, 2);
    private static final int CALIBRATION_LINES = 24;

    private DisturbedScans() {}

    static List<ScannerStream> all() {
        HeaderXml header = HeaderXml.of(HEAD, EncodingXml.of(HEAD));
        List<Readout> full = Frames.ended(Frames.join(Frames.full(HEAD, 0), Frames.full(HEAD, 1)));
        Readout correction = Readout.of(HEAD, 0, 0, HEAD.rows() / 2).flag(AcquisitionFlag.IS_PHASECORR_DATA);
        return List.of(
                new ScannerStream("plain", "two slices", header, full),
                new ScannerStream(
                        "nan-sample", "two slices, a NaN in readout 37", header, spoiled(full, Float.NaN)),
                new ScannerStream(
                        "infinite-sample",
                        "two slices, an infinite sample in readout 37",
                        header,
                        spoiled(full, Float.POSITIVE_INFINITY)),
                new ScannerStream(
                        "nan-calibration",
                        "a NaN in readout 3, a calibration line, before every second line",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("slice", 1).accelerated(2, 1, "separate")),
                        spoiledCalibration()),
                new ScannerStream(
                        "phase-correction-lines",
                        "three lines for phase correction, then two slices, none of it backwards",
                        header,
                        Frames.join(Collections.nCopies(3, correction), full)),
                new ScannerStream(
                        "channels-change",
                        "one slice, four channels from its middle on",
                        HeaderXml.of(HEAD, EncodingXml.of(HEAD).counting("slice", 1)),
                        Frames.ended(Frames.join(
                                Frames.lines(HEAD, 0, IntStream.range(0, 32)),
                                Frames.lines(FOUR_COILS, 0, IntStream.range(32, 64))))),
                new ScannerStream(
                        "line-outside",
                        "two slices, and a line 70 of the first one among them, where there are 64",
                        header,
                        Frames.join(List.of(Readout.of(HEAD, 0, 0, 20).with(h -> h.kspaceEncodeStep1(70))), full)),
                new ScannerStream(
                        "late-line",
                        "two slices, then a line of the first one again",
                        header,
                        Frames.join(full, List.of(Readout.of(HEAD, 0, 0, 10)))),
                new ScannerStream(
                        "broken-off",
                        "the connection ends after 80 of 128 lines",
                        header.bytes(),
                        full.subList(0, 80),
                        true));
    }

    private static List<Readout> spoiled(List<Readout> readouts, float value) {
        List<Readout> spoiled = new ArrayList<>(readouts);
        spoiled.set(SPOILED, readouts.get(SPOILED).spoiled(value));
        return spoiled;
    }

    private static List<Readout> spoiledCalibration() {
        List<Readout> reference =
                new ArrayList<>(Frames.calibration(HEAD, 0, Frames.central(HEAD, CALIBRATION_LINES)));
        reference.set(3, reference.get(3).spoiled(Float.NaN));
        return Frames.ended(Frames.join(reference, Frames.lines(HEAD, 0, Frames.lattice(HEAD, 2, 0))));
    }
}
