package org.larmor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientProperties;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The clinical overlay's environment, client properties and rights, before a real broker that speaks TLS alone, asks each
 * client for a certificate and lets it do what the overlay's KafkaUsers say. Paths, ports and the certificates' maker are the
 * test's; the rest is what the pods get.
 */
@Timeout(180)
class KafkaUsersIT {
    private static final int REPETITIONS = 3;
    private static final String BROKER = "broker";
    private static final List<String> ROLES = List.of("router", "worker", "trainer", "gateway");

    @TempDir
    Path folder;

    private final Manifest manifest = Manifest.of("clinical");
    private final Deque<Node> nodes = new ArrayDeque<>();
    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.sign(BROKER);
        mount(certificates, BROKER);
        Map<String, String> settings = new HashMap<>(certificates.broker(BROKER));
        settings.put("listener.security.protocol.map", "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // the controller's own listener, which nobody else reaches, has no names
        settings.put("super.users", "User:CN=" + BROKER + ";User:ANONYMOUS");
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, settings);
        List<AclBinding> rights = new ArrayList<>();
        for (JsonNode user : manifest.ofKind("KafkaUser").toList()) {
            certificates.sign(Manifest.name(user));
            mount(certificates, Manifest.name(user));
            rights.addAll(rights(user));
        }
        try (Admin admin = connection(BROKER).admin(Map.of())) {
            admin.createAcls(rights).all().get();
        }
        SiteKey.readOrMake(folder.resolve("site.key"));
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
        broker.close();
    }

    @Test
    void eachRoleMayDoWhatAScanNeedsAndNoMore() throws Exception {
        try (TopicAdmin admin = TopicAdmin.connect(connection("larmor-admin"))) {
            admin.apply(TopicPlan.DEFINED);
        }
        for (String role : ROLES) {
            nodes.push(Node.start(config(role)));
        }
        String mrd = nodes.element().endpoints().mrd();
        SimulatedScan scan =
                new SimulatedScan(new Phantom(32, 32, 2, 2, 1), ScanPlan.plain().withRepetitions(REPETITIONS));
        ScanReport report = new ScannerClient(
                        ScannerSettings.of("127.0.0.1", Integer.parseInt(mrd.substring(mrd.lastIndexOf(':') + 1)), "rss")
                                .withPatience(Duration.ofMinutes(1)),
                        ScanListener.NONE)
                .run(scan.messages());
        assertThat(report.failure()).isNull();
        assertThat(report.closed()).isTrue();
        assertThat(report.images()).isEqualTo(REPETITIONS);
        for (String role : List.of("router", "worker", "trainer")) {
            assertThatThrownBy(() -> write("larmor-" + role, Topics.TOKENS.name()))
                    .as(role)
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
        assertThatThrownBy(() -> write("larmor-gateway", Topics.ADAPT_EVENTS.name()))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> write("larmor-trainer", Topics.DATA.name()))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    private void write(String user, String topic) throws InterruptedException, ExecutionException {
        try (Producer<String, String> producer = connection(user)
                .producer(ClientSettings.eventProducer(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "a", "b")).get();
        }
    }

    /** What Strimzi's user operator makes of a KafkaUser. */
    private static List<AclBinding> rights(JsonNode user) {
        List<AclBinding> rights = new ArrayList<>();
        String principal = "User:CN=" + Manifest.name(user);
        for (JsonNode acl : user.at("/spec/authorization/acls")) {
            JsonNode resource = acl.path("resource");
            ResourceType type = ResourceType.valueOf(snake(resource.path("type").asText()));
            ResourcePattern pattern = new ResourcePattern(
                    type,
                    type == ResourceType.CLUSTER ? Resource.CLUSTER_NAME : resource.path("name").asText(),
                    resource.path("patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
            for (JsonNode operation : acl.path("operations")) {
                rights.add(new AclBinding(pattern, new AccessControlEntry(
                        principal, "*", AclOperation.valueOf(snake(operation.asText())), AclPermissionType.ALLOW)));
            }
        }
        return rights;
    }

    /** {@code alterConfigs} as constants are called. */
    private static String snake(String camel) {
        return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    private KafkaConnection connection(String user) {
        return new KafkaConnection(broker.bootstrap(), ClientProperties.read(root(user).resolve("client.properties")));
    }

    /** What stands for a user's /etc/larmor. */
    private Path root(String user) {
        return folder.resolve("etc").resolve(user);
    }

    private void mount(Certificates certificates, String user) throws Exception {
        Path root = root(user);
        certificates.mount(user, root.resolve("kafka-ca"), root.resolve("kafka-user"));
        String map = manifest.serving("gateway").volume("kafka-client").at("/configMap/name").asText();
        Files.writeString(
                root.resolve("client.properties"),
                manifest.file(map, "client.properties").replace("/etc/larmor", root.toString()));
    }

    private NodeConfig config(String role) throws Exception {
        Map<String, String> environment = new HashMap<>(manifest.serving(role).environment());
        environment.keySet().retainAll(List.of("LARMOR_ROLES", "LARMOR_DRAIN_TIMEOUT", "LARMOR_TRAINER_MEMORY"));
        environment.put("LARMOR_DATA", folder.resolve(role).toString());
        environment.put("LARMOR_KAFKA", broker.bootstrap());
        environment.put("LARMOR_KAFKA_CONFIG", root("larmor-" + role).resolve("client.properties").toString());
        environment.put("LARMOR_SITE_KEY", folder.resolve("site.key").toString());
        environment.put("LARMOR_SAMPLE_KEYS", folder.resolve("keys").toString());
        environment.put("LARMOR_MRD_PORT", "0");
        environment.put("LARMOR_HTTP_PORT", "0");
        if (manifest.serving(role).environment().containsKey("LARMOR_POLICY")) {
            String map = manifest.serving(role).volume("policy").at("/configMap/name").asText();
            environment.put("LARMOR_POLICY", Files.writeString(folder.resolve("policy.yaml"), manifest.file(map, "policy.yaml"))
                    .toString());
        }
        return NodeConfig.read(Map.of(), environment);
    }
}
