package org.larmor.crash;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.larmor.node.Endpoints;
import org.larmor.telemetry.FailPoint;

import static org.awaitility.Awaitility.await;

/**
 * {@code larmor serve} as a real child process with a data folder of its own, which it keeps over kills and restarts.
 * Runs the packaged jar where the system property {@code larmor.jar} names one, else the compiled classes.
 */
final class LarmorProcess implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);
    private static final long STOPS_WITHIN_SECONDS = 20;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private final Path data;
    private final List<String> jvm;
    private final List<String> arguments;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Process process;
    private @Nullable Endpoints endpoints;
    private long begunNanos;

    /**
     * @param jvm options of the JVM
     * @param arguments of {@code serve}, but for the folder and the ports
     */
    LarmorProcess(String name, Path data, List<String> jvm, List<String> arguments) {
        this.name = name;
        this.data = data;
        this.jvm = List.copyOf(jvm);
        this.arguments = List.copyOf(arguments);
    }

    /** With these variables in its environment. */
    LarmorProcess with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Starts it and waits until it is ready. */
    LarmorProcess start(String... failPoints) throws IOException {
        return launch(failPoints).awaitReady();
    }

    /** Starts it; on the ports it had before, if it had any. Its output goes on in the same file. */
    LarmorProcess launch(String... failPoints) throws IOException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        Files.createDirectories(data);
        Endpoints.remove(data);
        begunNanos = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command(failPoints))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output().toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        return this;
    }

    /** Until {@code endpoints.json} is there. */
    LarmorProcess awaitReady() throws IOException {
        try {
            await(name + " is ready").atMost(STARTS_WITHIN).pollInterval(Duration.ofMillis(20)).until(
                    () -> !isAlive() || Files.exists(data.resolve("endpoints.json")));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(name + " was not ready within " + STARTS_WITHIN + tail(), e);
        }
        if (!isAlive()) {
            throw new AssertionError(name + " ended with " + process.exitValue() + " before it was ready" + tail());
        }
        endpoints = Endpoints.read(data);
        return this;
    }

    private List<String> command(String... failPoints) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(jvm);
        if (failPoints.length > 0) {
            command.add("-D" + FailPoint.PROPERTY + "=" + String.join(",", failPoints));
        }
        String jar = System.getProperty("larmor.jar");
        if (jar != null && Files.exists(Path.of(jar))) {
            command.addAll(List.of("-jar", jar));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.larmor.cli.Main"));
        }
        command.addAll(List.of("serve", "--data", data.toString()));
        command.addAll(arguments);
        Endpoints before = endpoints;
        command.addAll(List.of("--mrd-port", before == null || before.mrd() == null ? "0" : portOf(before.mrd())));
        command.addAll(List.of("--http-port", before == null ? "0" : portOf(before.http())));
        return command;
    }

    private static String portOf(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    String name() {
        return name;
    }

    Endpoints endpoints() {
        if (endpoints == null) {
            throw new IllegalStateException(name + " was never ready");
        }
        return endpoints;
    }

    /** Its folder. */
    Path data() {
        return data;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The most memory it has had, bytes; -1 where the system does not say. */
    long peakMemory() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(-1);
    }

    /** Since it was last started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    /** {@code kill -9}; returns when it is dead. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM: it ends in its own time, with everything it has done committed. */
    void stop() throws InterruptedException {
        terminate();
        awaitExit();
    }

    /** SIGTERM, without waiting for what comes of it. */
    void terminate() {
        process.destroy();
    }

    /** The status with which its HTTP server answers. */
    int status(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoints().http() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Waits until it has ended by itself, as at a fail point, and returns its exit code. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " still runs after " + ENDS_WITHIN + tail());
        }
        return process.exitValue();
    }

    /** The sum of a metric's samples whose labels contain the text; 0 where there is none. */
    double metric(String metric, String labels) throws IOException, InterruptedException {
        Pattern sample = Pattern.compile(
                "^" + Pattern.quote(metric) + "(\\{[^}]*})? (\\S+)", Pattern.MULTILINE);
        Matcher matcher = sample.matcher(get("/metrics"));
        double sum = 0;
        while (matcher.find()) {
            if (labels.isEmpty() || (matcher.group(1) != null && matcher.group(1).contains(labels))) {
                sum += Double.parseDouble(matcher.group(2));
            }
        }
        return sum;
    }

    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(endpoints().http() + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " of " + name + " answered " + response.statusCode());
        }
        return response.body();
    }

    /** All it has written so far, over all its starts. */
    String log() throws IOException {
        return Files.exists(output()) ? Files.readString(output()) : "";
    }

    /** The end of what it has written, for messages. */
    String tail() {
        try {
            List<String> lines = log().lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - 60), lines.size());
            return "\n---- " + name + "\n" + String.join("\n", last);
        } catch (IOException e) {
            return "\n---- " + name + ": " + e;
        }
    }

    private Path output() {
        return data.resolve("output.log");
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
