package org.larmor.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.larmor.launch.Launcher;

/**
 * A node's start and end of which the JVM records what it needed: with an empty folder and no scanner, so that nothing of
 * any patient can be in it.
 */
final class CacheTraining {
    /** Each of its steps has the time that a machine needs on which everybody else comes first. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration LOOKS_EVERY = Duration.ofMillis(50);

    /** How much of what a process has said is repeated, characters. */
    private static final int REPEATED = 500;

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
