package org.larmor.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.larmor.bus.ClientProperties;
import org.larmor.bus.KafkaConnection;
import org.larmor.node.NodeConfig;

/**
 * Broker, gateway, router and worker in processes of their own; the scanner, and plain Kafka's producer and consumer, are in
 * this one. What idle roles use while plain Kafka runs counts as plain Kafka's, as it does in one process.
 */
final class ApartSection implements Section.Work {
    @Override
    public Section.Heap heap() {
        return Section.Heap.FIXED;
    }

    @Override
    public void measure(int part, Section.Task task, Path folder, BenchFigures figures) throws Exception {
        BigScan scan = BigScan.drawn(task.repetitions());
        try (ServedRole broker = ServedRole.start("broker", folder(folder, "broker"))) {
            String kafka = broker.endpoints().kafka();
            String key = folder(folder, "broker").resolve(NodeConfig.OWN_SITE_KEY).toString();
            String keys = folder.resolve(NodeConfig.OWN_SAMPLE_KEYS).toString();
            KafkaConnection connection = new KafkaConnection(kafka, ClientProperties.NONE);
            try (ServedRole gateway = ServedRole.start(
                            "gateway", folder(folder, "gateway"), "--kafka", kafka, "--site-key", key, "--mrd-port", "0");
                    ServedRole router =
                            ServedRole.start("router", folder(folder, "router"), "--kafka", kafka, "--site-key", key);
                    ServedRole worker = ServedRole.start(
                            "worker", folder(folder, "worker"), "--kafka", kafka, "--site-key", key, "--sample-keys", keys);
                    PlainKafka plain = new PlainKafka(connection);
                    Scanners scanners = new Scanners(String.valueOf(gateway.endpoints().mrd()))) {
                Map<String, ServedRole> roles = new LinkedHashMap<>();
                roles.put("broker", broker);
                roles.put("gateway", gateway);
                roles.put("router", router);
                roles.put("worker", worker);
                new Pairs(
                                scan,
                                figures,
                                () -> times(roles),
                                () -> plain.move(scan.bytes()),
                                () -> scanners.play(scan.scan(), "rss"))
                        .run(task.pairs());
            }
        }
    }

    private static Path folder(Path parent, String name) throws java.io.IOException {
        return Files.createDirectories(parent.resolve(name));
    }

    /** Each role's process, and this one's threads. */
    private static Map<String, Double> times(Map<String, ServedRole> roles) {
        Map<String, Double> times = new LinkedHashMap<>();
        roles.forEach((name, role) -> times.put(name + "'s process", role.cpuSeconds()));
        ThreadTimes.read().forEach((part, seconds) -> times.put("bench: " + part, seconds));
        return times;
    }
}
