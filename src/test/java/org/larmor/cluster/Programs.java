package org.larmor.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the containers' entry points run, as command lines of this machine: Larmor's jar, and the classes that Kafka's own
 * image starts.
 */
final class Programs {
    private static final String LARMOR = "larmor";
    private static final String KAFKA = "apache/kafka";

    private final LoopbackNames names;

    Programs(LoopbackNames names) {
        this.names = names;
    }

    /** Whether the service can be run here: there is no program but these two. */
    static boolean canRun(ComposeService service) {
        return isLarmor(service) || isKafka(service);
    }

    static boolean isLarmor(ComposeService service) {
        return service.program().equals(LARMOR);
    }

    static boolean isKafka(ComposeService service) {
        return service.program().equals(KAFKA);
    }

    /** A command of Larmor. */
    List<String> larmor(ComposeService service, List<String> arguments) {
        List<String> command = java();
        if (service.memory() > 0) {
            // as much as the container has; what of it the heap gets is the launcher's to say
            command.add("-XX:MaxRAM=" + service.memory());
        }
        String jar = System.getProperty("larmor.jar");
        if (jar == null || !Files.exists(Path.of(jar))) {
            throw new IllegalStateException("the system property larmor.jar names no file");
        }
        command.addAll(List.of("-jar", jar));
        command.addAll(arguments);
        return command;
    }

    /** What turns a broker's variables into settings, and formats its disk. */
    List<String> kafkaSetup(Path settings) {
        String folder = settings.toString();
        List<String> command = kafka("kafka.docker.KafkaDockerWrapper");
        command.addAll(List.of("setup", "--default-configs-dir", folder, "--mounted-configs-dir", folder, "--final-configs-dir", folder));
        return command;
    }

    /** A broker with these settings. */
    List<String> kafkaBroker(Path settings, Map<String, String> environment) {
        List<String> command = kafka("kafka.Kafka");
        command.addAll(1, List.of(environment.getOrDefault("KAFKA_HEAP_OPTS", "-Xmx1g").split(" ")));
        command.add(settings.resolve("server.properties").toString());
        return command;
    }

    private List<String> kafka(String program) {
        List<String> command = java();
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        return command;
    }

    private List<String> java() {
        return new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(), names.option(), "-XX:TieredStopAtLevel=1"));
    }
}
