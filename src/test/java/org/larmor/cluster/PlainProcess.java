package org.larmor.cluster;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process with nothing in its environment but what it is given, whose output is kept over its starts. */
final class PlainProcess implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);
    private static final int SHOWN = 60;

    private final String name;
    private final Path log;
    private final Map<String, String> environment;
    private @Nullable Process process;

    PlainProcess(String name, Path log, Map<String, String> environment) {
        this.name = name;
        this.log = log;
        this.environment = environment;
    }

    void start(List<String> command) throws IOException {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The exit code, when it has ended by itself. */
    int awaitExit(Duration within) throws InterruptedException, IOException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " still runs after " + within + tail());
        }
        return process.exitValue();
    }

    /** {@code kill -9}; returns when it is dead. */
    void kill() throws InterruptedException, IOException {
        process.destroyForcibly();
        awaitExit(ENDS_WITHIN);
    }

    /** SIGTERM; returns the exit code. */
    int stop() throws InterruptedException, IOException {
        process.destroy();
        return awaitExit(ENDS_WITHIN);
    }

    String output() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** The end of its output, for messages. */
    String tail() throws IOException {
        List<String> lines = output().lines().toList();
        return "\n---- " + name + "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
