package org.larmor.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The services of a compose file as plain processes of this machine, with the environment and the arguments that they have
 * in it. Three things are put in a container's place: a service's name is an address of the loopback interface, "all
 * addresses" of a container are that one, and a mounted volume is a folder.
 */
public final class PlainSite implements AutoCloseable {
    private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(3);
    private static final Duration COMPLETES_WITHIN = Duration.ofMinutes(2);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ComposeFile file;
    private final Path folder;
    private final LoopbackNames names;
    private final Programs programs;
    private final Map<String, String> image;
    private final Map<String, PlainProcess> processes = new LinkedHashMap<>();

    /** @param folder for volumes, settings and output; empty */
    public PlainSite(ComposeFile file, Path folder) throws IOException {
        this.file = file;
        this.folder = folder;
        this.names = new LoopbackNames(file.services().keySet(), folder.resolve("hosts"));
        this.programs = new Programs(names);
        this.image = new TreeMap<>(ImageVariables.delivered());
        // the rest of them names places in the image
        image.keySet().removeIf(name -> !name.startsWith("LARMOR_"));
    }

    /** Starts a service when those that it needs are in the state that it needs them in, which are started before. */
    public void start(String name) throws IOException, InterruptedException {
        ComposeService service = file.service(name);
        if (processes.containsKey(name)) {
            return;
        }
        // as Compose does: first all of them, then their states
        for (String needed : service.needs().keySet()) {
            start(needed);
        }
        for (Map.Entry<String, ComposeService.Condition> needed : service.needs().entrySet()) {
            await(needed.getKey(), needed.getValue());
        }
        Map<String, String> environment = environment(service);
        PlainProcess process = new PlainProcess(name, folder.resolve(name + ".log"), environment);
        processes.put(name, process);
        if (Programs.isKafka(service)) {
            Path settings = Files.createDirectories(folder.resolve("settings").resolve(name));
            process.start(programs.kafkaSetup(settings));
            awaitSuccess(name);
        }
        launch(service);
    }

    /** {@code kill -9}; returns when it is dead. */
    public void kill(String name) throws IOException, InterruptedException {
        process(name).kill();
    }

    /** Starts a service again that has ended. */
    public void restart(String name) throws IOException {
        launch(file.service(name));
    }

    private void launch(ComposeService service) throws IOException {
        process(service.name()).start(
                Programs.isKafka(service)
                        ? programs.kafkaBroker(folder.resolve("settings").resolve(service.name()), environment(service))
                        : programs.larmor(service, service.command()));
    }

    /** A service's process, once it was started. */
    PlainProcess process(String name) {
        PlainProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    /** Waits until the service is healthy, as its health check says. */
    public void awaitHealthy(String name) throws IOException, InterruptedException {
        await(name, ComposeService.Condition.SERVICE_HEALTHY);
    }

    /** Waits until the service has ended by itself, with success. */
    public void awaitSuccess(String name) throws IOException, InterruptedException {
        await(name, ComposeService.Condition.SERVICE_COMPLETED_SUCCESSFULLY);
    }

    private void await(String name, ComposeService.Condition condition) throws IOException, InterruptedException {
        PlainProcess process = process(name);
        switch (condition) {
            case SERVICE_STARTED -> {}
            case SERVICE_COMPLETED_SUCCESSFULLY -> {
                int code = process.awaitExit(COMPLETES_WITHIN);
                if (code != 0) {
                    throw new AssertionError(name + " ended with " + code + process.tail());
                }
            }
            case SERVICE_HEALTHY -> {
                try {
                    Awaitility.await(name + " is healthy")
                            .atMost(HEALTHY_WITHIN)
                            .pollInterval(Duration.ofMillis(100))
                            .until(() -> !process.isAlive() || isHealthy(file.service(name)));
                } catch (ConditionTimeoutException e) {
                    throw new AssertionError(e.getMessage() + process.tail(), e);
                }
                if (!process.isAlive()) {
                    throw new AssertionError(name + " ended before it was healthy" + process.tail());
                }
            }
        }
    }

    /** What the image's health check asks; of a broker, in place of Kafka's own script, whether it answers. */
    private boolean isHealthy(ComposeService service) throws IOException, InterruptedException {
        if (Programs.isLarmor(service)) {
            try {
                return answer(service.name(), "/health/ready").statusCode() == 200;
            } catch (IOException e) {
                return false; // it does not listen yet
            }
        }
        PlainProcess question = new PlainProcess("question", folder.resolve("questions.log"), Map.of());
        question.start(programs.larmor(service, List.of("topics", "list", "--kafka", service.name() + ":9092")));
        return question.awaitExit(COMPLETES_WITHIN) == 0;
    }

    /** What a service's HTTP server answers at the port that the compose file gives to it. */
    HttpResponse<String> answer(String service, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://" + address(service) + ":8080" + path))
                        .timeout(ANSWERS_WITHIN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Where a service is on this machine. */
    public String address(String service) {
        return names.address(service);
    }

    /** Runs a command of Larmor in the network of the services, and returns its exit code; {@link #output} has what it said. */
    int run(String name, List<String> arguments) throws IOException, InterruptedException {
        PlainProcess process = new PlainProcess(name, folder.resolve(name + ".log"), Map.of());
        process.start(programs.larmor(file.service("topics"), arguments));
        return process.awaitExit(COMPLETES_WITHIN);
    }

    /** What a service, or a command that was run, has written. */
    String output(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    private Map<String, String> environment(ComposeService service) throws IOException {
        Map<String, String> all = new TreeMap<>(Programs.isLarmor(service) ? image : Map.of());
        all.putAll(service.environment());
        // a volume may be mounted within another one
        List<String> targets = new ArrayList<>(service.mounts().keySet());
        targets.sort(Comparator.comparingInt(String::length));
        Path root = Files.createDirectories(folder.resolve("roots").resolve(service.name()));
        for (String target : targets) {
            Path place = root.resolve(target.substring(1));
            if (Files.notExists(place)) {
                Path volume = Files.createDirectories(folder.resolve("volumes").resolve(service.mounts().get(target)));
                Files.createDirectories(place.getParent());
                Files.createSymbolicLink(place, volume);
            }
        }
        all.replaceAll((variable, value) -> {
            if (value.equals("0.0.0.0")) {
                return names.address(service.name());
            }
            return targets.stream().anyMatch(value::startsWith) ? root + value : value;
        });
        return all;
    }

    /** Whatever still runs is killed, what was started last first. */
    @Override
    public void close() {
        new ArrayList<>(processes.values()).reversed().forEach(PlainProcess::close);
    }
}
