package org.larmor.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.larmor.launch.Launcher;
import org.larmor.node.Endpoints;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

/**
 * A node's start, a few simulated scans and its end, of which the JVM records what they needed: with an empty folder and no
 * other scanner, so that nothing of any patient can be in it.
 */
final class CacheTraining {
    /** Each of its steps has the time that a machine needs on which everybody else comes first. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration LOOKS_EVERY = Duration.ofMillis(50);

    /** How much of what a process has said is repeated, characters. */
    private static final int REPEATED = 500;

    private static final int SIDE = 64;
    private static final int COILS = 8;
    private static final ScanPlan ACCELERATED = ScanPlan.plain().withAcceleration(4, 24).withNoise(0.01, true);

    private static final Map<String, ScanPlan> SCANS = Map.of(
            "rss", ScanPlan.plain().withRepetitions(1000),
            "sense", ACCELERATED.withRepetitions(20),
            "jssl", ACCELERATED.withRepetitions(10));

    private final File jar;
    private final Path java;
    private final Path said;

    private CacheTraining(Path home, File jar, Path work) {
        this.java = home.resolve("bin").resolve("java");
        this.jar = jar;
        this.said = work.resolve("said");
    }

    /**
     * Records a start and has it checked.
     *
     * @param work an empty folder
     * @return the cache, in that folder
     * @throws IOException where the node, or the JVM, does not do it, with the last that was said
     */
    static Path run(Path home, File jar, Path work) throws IOException, InterruptedException {
        CacheTraining training = new CacheTraining(home, jar, work);
        Path cache = work.resolve("cache");
        Path data = work.resolve("data");
        Process node = training.start(
                List.of("-XX:AOTCacheOutput=" + cache),
                List.of("serve", "--data", data.toString(), "--mrd-port", "0", "--http-port", "0"));
        try {
            training.awaitReady(node, data);
            training.play(Endpoints.read(data));
            node.destroy();
            training.await(node);
        } finally {
            end(node);
        }
        Process trial = training.start(
                List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache), List.of("--version"));
        try {
            training.await(trial);
            if (trial.exitValue() != 0) {
                throw new IOException("the JVM does not take the cache that it made: " + training.last());
            }
        } finally {
            end(trial);
        }
        return cache;
    }

    private Process start(List<String> jvm, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(Launcher.options(new String[] {"serve"}));
        // it ends when this process does, also by kill -9
        command.add("-Dlarmor.launcher.pid=" + ProcessHandle.current().pid());
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
        // what this machine's server is told is not for this one
        builder.environment().keySet().removeIf(variable -> variable.startsWith("LARMOR_"));
        return builder.start();
    }

    private void awaitReady(Process node, Path data) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(data.resolve("endpoints.json"))) {
            if (node.waitFor(LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the node whose start was to be recorded ended with " + node.exitValue() + ": " + last());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the node whose start was to be recorded did not become ready");
            }
        }
    }

    /**
     * Sends what is to be fast from the first one on: a phantom's frames by each recipe, small, so that there are many, for
     * the JVM keeps how often code ran, and the next start compiles that first.
     */
    private void play(Endpoints endpoints) throws IOException, InterruptedException {
        String address = String.valueOf(endpoints.mrd());
        int colon = address.lastIndexOf(':');
        for (Map.Entry<String, ScanPlan> scan : SCANS.entrySet()) {
            SimulatedScan frames = new SimulatedScan(new Phantom(SIDE, SIDE, 2, COILS, 1), scan.getValue());
            ScannerSettings settings = ScannerSettings.of(
                    address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), scan.getKey());
            ScanReport report = new ScannerClient(settings, ScanListener.NONE).run(frames.messages());
            if (report.images() != frames.frames()) {
                throw new IOException("the node whose start was to be recorded sent " + report.images() + " of "
                        + frames.frames() + " images by " + scan.getKey() + ": " + last());
            }
        }
    }

    private void await(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the cache took too long: " + last());
        }
    }

    private String last() throws IOException {
        String all = Files.readString(said).strip();
        return all.substring(Math.max(0, all.length() - REPEATED));
    }

    /** With the JVM that it starts to write the cache. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
