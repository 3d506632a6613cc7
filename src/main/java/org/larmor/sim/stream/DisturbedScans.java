package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.List;

/** A plain full scan, and the same with one thing added or out of place. */
final class DisturbedScans {
    /** The readout, counted from 0, that holds a sample which is no number. */
    private static final int SPOILED = 37;

    private static final Head HEAD = Head.slices(64, 64, 8, 2);
    private static final int NOISE_READOUTS = 16;

    private DisturbedScans() {}

    static List<ScannerStream> all() {
        HeaderXml header = HeaderXml.of(HEAD, EncodingXml.of(HEAD));
        List<Readout> full = Frames.ended(Frames.join(Frames.full(HEAD, 0), Frames.full(HEAD, 1)));
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
                        "noise-first", "noise data, then two slices", header, Frames.join(noise(), full)),
                new ScannerStream("noise-last", "two slices, then noise data", header, Frames.join(full, noise())),
                new ScannerStream(
                        "noise-elsewhere",
                        "two slices that lean on a noise scan which nobody has",
                        header.noiseDependency("66002_0815"),
                        full),
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

    private static List<Readout> noise() {
        List<Readout> noise = new ArrayList<>();
        for (int i = 0; i < NOISE_READOUTS; i++) {
            noise.add(Readout.noise(HEAD, i));
        }
        return noise;
    }
}
