package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.List;

/** Two slices with noise data in their place or out of it, or without those that the header leans on. */
final class NoiseScans {
    private static final int READOUTS = 16;
    private static final Head HEAD = Head.slices(64, 64, 8, 2);

    private NoiseScans() {}

    static List<ScannerStream> all() {
        HeaderXml header = HeaderXml.of(HEAD, EncodingXml.of(HEAD));
        List<Readout> full = Frames.ended(Frames.join(Frames.full(HEAD, 0), Frames.full(HEAD, 1)));
        List<Readout> noise = new ArrayList<>();
        for (int i = 0; i < READOUTS; i++) {
            noise.add(Readout.noise(HEAD, i));
        }
        List<Readout> spoiled = new ArrayList<>(noise);
        spoiled.set(5, noise.get(5).spoiled(Float.NaN));
        List<Readout> silent = noise.stream().map(Readout::silent).toList();
        return List.of(
                new ScannerStream("noise-first", "noise data, then two slices", header, Frames.join(noise, full)),
                new ScannerStream("noise-last", "two slices, then noise data", header, Frames.join(full, noise)),
                new ScannerStream(
                        "noise-elsewhere",
                        "two slices that lean on a noise scan which nobody has",
                        header.noiseDependency("66002_0815"),
                        full),
                new ScannerStream(
                        "noise-nan", "noise data with a NaN, then two slices", header, Frames.join(spoiled, full)),
                new ScannerStream(
                        "noise-zero", "noise data that are all zero, then two slices", header, Frames.join(silent, full)));
    }
}
