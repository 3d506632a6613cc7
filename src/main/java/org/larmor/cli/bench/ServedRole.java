package org.larmor.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.larmor.node.Endpoints;

/** A {@code larmor serve} with one role, in a process of its own, with a fixed heap; it ends when closed. */
final class ServedRole implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(50);
    private static final int HEAP_GIB = 1;

    private final Process process;
    private final Endpoints endpoints;

    private ServedRole(Process process, Endpoints endpoints) {
        this.process = process;
        this.endpoints = endpoints;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @throws IOException where it ends instead; it has said why
     */
    static ServedRole start(String role, Path data, String... options) throws IOException {
        List<String> command = SectionProcess.command(SectionProcess.fixedHeap(HEAP_GIB));
        command.addAll(List.of("serve", "--roles", role, "--data", data.toString(), "--http-port", "0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (!Files.exists(data.resolve("endpoints.json"))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("the role " + role + " did not start");
            }
            LockSupport.parkNanos(LOOKS_EVERY.toNanos());
        }
        return new ServedRole(process, Endpoints.read(data));
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** What it has used, s. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
