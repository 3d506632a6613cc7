package org.larmor.cli;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.larmor.mrd.FrameKey;
import org.larmor.sim.Magnitude;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

/**
 * One of the demo's scanners.
 *
 * @param name what the table calls it
 * @param config the recipe that it asks for
 * @param framesPerSecond its pace, as a real scanner has one
 * @param worstNrmse a frame beyond it is wrongly reconstructed, not just noisy
 */
record DemoScanner(String name, String config, double framesPerSecond, double worstNrmse, SimulatedScan scan) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static List<DemoScanner> all() {
        return List.of(
                new DemoScanner("full", "rss", 2, 0.1, new SimulatedScan(
                        new Phantom(192, 192, 2, 8, 1),
                        ScanPlan.plain()
                                .withRepetitions(24)
                                .withNoise(0.01, false)
                                .withProtocol("fully sampled")
                                .withSeed(1))),
                new DemoScanner("4x", "auto", 0.5, 0.15, new SimulatedScan(
                        Phantom.of(4, 128, 128, 8, 1),
                        ScanPlan.plain()
                                .withRepetitions(6)
                                .withAcceleration(4, 16)
                                .withoutCalibrationFlags()
                                .withNoise(0.04, true)
                                .withProtocol("4x accelerated")
                                .withSeed(2))),
                new DemoScanner("interleaved", "auto", 1, 0.1, new SimulatedScan(
                        new Phantom(128, 128, 1, 8, 4),
                        ScanPlan.plain()
                                .withRepetitions(3)
                                .withInterleavedSlices()
                                .withNoise(0.01, false)
                                .withProtocol("interleaved slices")
                                .withSeed(3))));
    }

    /** A small scan before the others, so that their latencies are not those of a cold JVM. */
    static DemoScanner warmUp() {
        return new DemoScanner("warm-up", "auto", 0, 1, new SimulatedScan(
                new Phantom(128, 128, 1, 8, 1),
                ScanPlan.plain()
                        .withRepetitions(8)
                        .withAcceleration(4, 16)
                        .withoutCalibrationFlags()
                        .withNoise(0.04, true)
                        .withProtocol("warm-up")));
    }

    ScannerSettings settings(InetSocketAddress mrd) {
        return ScannerSettings.of(mrd.getHostString(), mrd.getPort(), config)
                .withFramesPerSecond(framesPerSecond)
                .withPatience(PATIENCE);
    }

    /** What each frame's image should be, in the order of the frames. */
    Map<FrameKey, Magnitude> truths() {
        Map<FrameKey, Magnitude> truths = new LinkedHashMap<>();
        Phantom phantom = scan.phantom();
        for (int repetition = 0; repetition < scan.plan().repetitions(); repetition++) {
            for (int slice = 0; slice < phantom.slices(); slice++) {
                truths.put(
                        new FrameKey(0, slice, 0, 0, repetition, 0),
                        new Magnitude(phantom.nx(), phantom.ny(), scan.truth(slice, repetition)));
            }
        }
        return truths;
    }

    /** Matrix, coils and slices in words. */
    String about() {
        Phantom phantom = scan.phantom();
        return phantom.nx() + " × " + phantom.ny() + ", " + phantom.coils() + " coils"
                + (phantom.slices() > 1 ? ", " + phantom.slices() + " slices" : "");
    }
}
