package org.larmor.alerts;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
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
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.cli.live.LiveSite;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.LowFieldSite;
import org.larmor.sim.MessageSource;
import org.larmor.telemetry.MeterNames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page of metrics against what the processes of a site answer, in both directions: one process for each role. */
@Timeout(240)
class MetricsPageIT {
    private static final String OURS = "larmor_";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Set<String>> roles = new HashMap<>();

    @Test
    void everyMetricIsOnThePageAsItIsAndNoneIsThereThatIsNot() throws Exception {
        MetricsPage page = MetricsPage.read();
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "scanners-may-teach: true\ndomains: [{name: low-field, learn: true, protocols: [\"" + LowFieldSite.PROTOCOL + "\"]}]\n");
        try {
            Node gateway = start(Map.of(), "broker", "gateway");
            Map<String, String> elsewhere = Map.of(
                    "kafka", gateway.kafka().bootstrap(),
                    "site-key", folder.resolve("broker/site.key").toString(),
                    "sample-keys", folder.resolve("keys").toString());
            Node router = start(with(elsewhere, "policy", policy.toString()), "router");
            start(elsewhere, "worker");
            start(elsewhere, "trainer");
            for (Node node : nodes) {
                hasAllThatIsAlwaysThere(page, scrape(node), roles.get(node));
            }
            send(gateway);
            await("samples count, and were told by the champion")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !scrape(router).startingWith("larmor_adapt_drift_changes").isEmpty());
            for (Node node : nodes) {
                isOnThePage(page, scrape(node), roles.get(node));
            }
        } finally {
            nodes.reversed().forEach(Node::close);
            http.close();
        }
    }

    @Test
    void everyNameIsOneOfTheProgramsAndEachOfThoseHasItsLine() throws Exception {
        MetricsPage page = MetricsPage.read();
        Set<String> program = new TreeSet<>();
        for (Field field : MeterNames.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof String name) {
                program.add(name.replace('.', '_'));
            }
        }
        Set<String> onPage = new TreeSet<>();
        for (MetricsPage.Metric metric : page.metrics()) {
            // Prometheus adds to them, in this order
            onPage.add(metric.name().replaceFirst("_total$", "").replaceFirst("_max$", "").replaceFirst("_seconds$", ""));
        }
        assertThat(onPage).isEqualTo(program);
        assertThat(page.metrics()).extracting(MetricsPage.Metric::name).doesNotHaveDuplicates();
    }

    private Node start(Map<String, String> settings, String... does) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("data", folder.resolve(does[0]).toString());
        all.put("roles", String.join(",", does));
        all.put("mrd-port", "0");
        all.put("http-port", "0");
        Node node = Node.start(NodeConfig.read(all, Map.of()));
        nodes.add(node);
        roles.put(node, Set.of(does));
        return node;
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(name, value);
        return all;
    }

    private void send(Node gateway) throws Exception {
        NodeConfig config = NodeConfig.allInOne(folder.resolve("broker"), 0);
        try (MessageSource scan = LowFieldSite.scan(1).messages()) {
            new LiveSite(gateway, config, "a test").send(scan, "jssl");
        }
    }

    private Scrape scrape(Node node) throws IOException, InterruptedException {
        URI metrics = URI.create(node.endpoints().http() + "/metrics");
        return Scrape.of(http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private static void hasAllThatIsAlwaysThere(MetricsPage page, Scrape scrape, Set<String> of) {
        assertThat(scrape.types().keySet())
                .as("at once, at %s", of)
                .containsAll(page.metrics().stream()
                        .filter(metric -> metric.isOf(of) && metric.isAlways())
                        .map(MetricsPage.Metric::name)
                        .toList());
        for (MetricsPage.Prefix prefix : page.prefixes()) {
            assertThat(scrape.startingWith(prefix.text()).isEmpty()).as("%s at %s", prefix.text(), of).isNotEqualTo(prefix.isOf(of));
        }
    }

    private static void isOnThePage(MetricsPage page, Scrape scrape, Set<String> of) {
        for (String name : scrape.startingWith(OURS)) {
            assertThat(page.metrics()).filteredOn(metric -> metric.name().equals(name)).as("%s at %s", name, of)
                    .singleElement()
                    .satisfies(metric -> {
                        assertThat(metric.type()).as(name).isEqualTo(scrape.types().get(name));
                        assertThat(metric.labels()).as(name).isEqualTo(scrape.labels().get(name));
                        assertThat(metric.isOf(of)).as("%s at %s", name, of).isTrue();
                    });
        }
        assertThat(scrape.types().keySet()).as("at %s", of).allMatch(page::hasFamily);
    }
}
