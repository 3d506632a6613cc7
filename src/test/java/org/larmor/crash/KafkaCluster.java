package org.larmor.crash;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;

import static org.awaitility.Awaitility.await;

/** Three brokers with Kafka's own defaults, each a process of its own that can be killed and started again. */
final class KafkaCluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final Duration SOON = Duration.ofMinutes(2);

    private final Path folder;
    private final List<Integer> ports;
    private final List<Process> brokers = new ArrayList<>();

    KafkaCluster(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.ports = freePorts(2 * SIZE);
        for (int i = 0; i < SIZE; i++) {
            brokers.add(launch(i));
        }
        awaitAll();
    }

    /** The addresses of all three. */
    String bootstrap() {
        return IntStream.range(0, SIZE).mapToObj(i -> "127.0.0.1:" + ports.get(i)).collect(Collectors.joining(","));
    }

    /** {@code kill -9}. */
    void kill(int broker) throws InterruptedException {
        brokers.get(broker).destroyForcibly().waitFor();
    }

    /** Starts it again and waits until it holds all that the others hold. */
    void restart(int broker) throws IOException {
        brokers.set(broker, launch(broker));
        awaitAll();
    }

    private void awaitAll() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap()))) {
            await("three brokers with all copies in sync").atMost(SOON).ignoreExceptions().until(
                    () -> admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).size() == SIZE && inSync(admin));
        }
    }

    private static boolean inSync(Admin admin) throws Exception {
        Set<String> topics = admin.listTopics(new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                .names()
                .get(10, TimeUnit.SECONDS);
        return admin.describeTopics(topics).allTopicNames().get(10, TimeUnit.SECONDS).values().stream()
                .map(TopicDescription::partitions)
                .flatMap(List::stream)
                .allMatch(partition -> partition.isr().size() == partition.replicas().size());
    }

    private Process launch(int broker) throws IOException {
        String voters = IntStream.range(0, SIZE)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(SIZE + i))
                .collect(Collectors.joining(","));
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProgram.class.getName(),
                        folder.resolve("broker-" + broker).toString(),
                        String.valueOf(broker + 1),
                        String.valueOf(ports.get(broker)),
                        String.valueOf(ports.get(SIZE + broker)),
                        voters)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.resolve("broker-" + broker + ".log").toFile()))
                .start();
    }

    private static List<Integer> freePorts(int count) throws IOException {
        Set<Integer> ports = new HashSet<>();
        while (ports.size() < count) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(socket.getLocalPort());
            }
        }
        return List.copyOf(ports);
    }

    @Override
    public void close() {
        brokers.forEach(Process::destroyForcibly);
        brokers.forEach(broker -> broker.onExit().join());
    }
}
