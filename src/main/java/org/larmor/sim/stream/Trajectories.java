package org.larmor.sim.stream;

import java.util.ArrayList;
import java.util.List;
import org.larmor.mrd.wire.AcquisitionFlag;

/** Scans that do not, or not simply, run along the lines of a grid. */
final class Trajectories {
    private static final Head HEAD = Head.slices(64, 64, 8, 1);
    private static final String RAMPS =
            """
                <trajectoryDescription>
                  <identifier>ConventionalEPI</identifier>
                  <userParameterLong><name>numberOfNavigators</name><value>3</value></userParameterLong>
                  <userParameterLong><name>rampUpTime</name><value>140</value></userParameterLong>
                  <userParameterLong><name>rampDownTime</name><value>140</value></userParameterLong>
                  <userParameterLong><name>flatTopTime</name><value>360</value></userParameterLong>
                  <userParameterDouble><name>dwellTime</name><value>5.0</value></userParameterDouble>
                </trajectoryDescription>
            """;

    private Trajectories() {}

    /** Where a sample of a line is, in cycles a pixel. */
    private interface Path {
        double[] at(int row, int sample);
    }

    static List<ScannerStream> all() {
        EncodingXml encoding = EncodingXml.of(HEAD);
        return List.of(
                stream("epi", "an echo train, which the header says", encoding.trajectory("epi"), train()),
                stream(
                        "epi-ramp-sampled",
                        "an echo train sampled on its ramps too",
                        encoding.trajectory("epi").described(RAMPS),
                        train()),
                stream("epi-called-cartesian", "an echo train that the header calls Cartesian", encoding, train()),
                stream(
                        "radial",
                        "64 spokes",
                        encoding.trajectory("radial"),
                        along((row, sample) -> spoke(row, sample / 128.0 - 0.5))),
                stream(
                        "spiral",
                        "64 interleaved spirals",
                        encoding.trajectory("spiral"),
                        along((row, sample) -> spoke(row + sample / 2.0, sample / 256.0))),
                stream(
                        "other-off-grid",
                        "another trajectory, attached, which leaves the grid",
                        encoding.trajectory("other"),
                        along((row, sample) -> bent(row, sample))),
                stream(
                        "cartesian-off-grid",
                        "lines that the header calls Cartesian and whose attached trajectory is bent",
                        encoding,
                        along((row, sample) -> bent(row, sample))),
                stream(
                        "cartesian-on-grid",
                        "lines of the grid with their trajectory attached",
                        encoding,
                        along((row, sample) -> new double[] {sample / 128.0 - 0.5, row / 64.0 - 0.5})));
    }

    private static ScannerStream stream(String name, String about, EncodingXml encoding, List<Readout> readouts) {
        return new ScannerStream(name, about, HeaderXml.of(HEAD, encoding), Frames.ended(readouts));
    }

    private static double[] spoke(double number, double radius) {
        double angle = Math.PI * number / 64;
        return new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
    }

    private static double[] bent(int row, int sample) {
        return new double[] {sample / 128.0 - 0.5, row / 64.0 - 0.5 + 0.01 * Math.sin(sample / 10.0)};
    }

    /** Three navigator echoes of the central line, then the lines, every second one backwards. */
    private static List<Readout> train() {
        List<Readout> train = new ArrayList<>();
        Readout navigator = Readout.of(HEAD, 0, 0, 32).flag(AcquisitionFlag.IS_PHASECORR_DATA);
        train.add(navigator);
        train.add(navigator.reversed());
        train.add(navigator);
        for (Readout line : Frames.full(HEAD, 0)) {
            train.add(line.row() % 2 == 0 ? line.reversed() : line);
        }
        return train;
    }

    private static List<Readout> along(Path path) {
        return Frames.full(HEAD, 0).stream()
                .map(line -> {
                    float[] positions = new float[2 * HEAD.samples()];
                    for (int s = 0; s < HEAD.samples(); s++) {
                        double[] at = path.at(line.row(), s);
                        positions[2 * s] = (float) at[0];
                        positions[2 * s + 1] = (float) at[1];
                    }
                    return line.along(positions);
                })
                .toList();
    }
}
