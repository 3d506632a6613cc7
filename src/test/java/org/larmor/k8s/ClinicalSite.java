package org.larmor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.larmor.bus.ClientProperties;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;

/**
 * The clinical overlay's environment, client properties and rights, before a real broker that speaks TLS alone, asks each
 * client for a certificate and lets it do what the overlay's KafkaUsers say. Paths, ports and the certificates' maker are the
 * test's; the rest is what the pods get.
 */
final class ClinicalSite implements AutoCloseable {
    static final String ADMIN = "larmor-admin";

    /** In an order in which each finds what it needs; scanners are let in last. */
    private static final List<String> ROLES = List.of("router", "worker", "trainer", "gateway");

    private static final String BROKER = "broker";

    private final Path folder;
    private final Manifest manifest = Manifest.of("clinical");
    private final Deque<Node> nodes = new ArrayDeque<>();
    private final EmbeddedBroker broker;

    ClinicalSite(Path folder) throws Exception {
        this.folder = folder;
        Certificates certificates = new Certificates(folder);
        mount(certificates, BROKER);
        Map<String, String> settings = new HashMap<>(certificates.broker(BROKER));
        settings.put("listener.security.protocol.map", "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // the controller's own listener, which nobody else reaches, has no names
        settings.put("super.users", "User:CN=" + BROKER + ";User:ANONYMOUS");
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, settings);
        try {
            start(certificates);
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private void start(Certificates certificates) throws Exception {
        List<AclBinding> rights = new ArrayList<>();
        for (JsonNode user : manifest.ofKind("KafkaUser").toList()) {
            mount(certificates, Manifest.name(user));
            rights.addAll(rights(user));
        }
        try (Admin admin = connection(BROKER).admin(Map.of())) {
            admin.createAcls(rights).all().get();
        }
        try (TopicAdmin admin = TopicAdmin.connect(connection(ADMIN))) {
            admin.apply(TopicPlan.DEFINED);
        }
        SiteKey.readOrMake(siteKey());
        for (String role : ROLES) {
            nodes.push(Node.start(config(role)));
        }
    }

    /** Where scanners connect to, on this machine. */
    int mrdPort() {
        String mrd = nodes.element().endpoints().mrd();
        return Integer.parseInt(mrd.substring(mrd.lastIndexOf(':') + 1));
    }

    KafkaConnection connection(String user) {
        return new KafkaConnection(broker.bootstrap(), ClientProperties.read(properties(user)));
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    /** A user's own, as the pod has it. */
    Path properties(String user) {
        return root(user).resolve("client.properties");
    }

    Path siteKey() {
        return folder.resolve("site.key");
    }

    Path sampleKeys() {
        return folder.resolve("keys");
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

    /** What stands for a user's /etc/larmor. */
    private Path root(String user) {
        return folder.resolve("etc").resolve(user);
    }

    private void mount(Certificates certificates, String user) throws Exception {
        certificates.sign(user);
        Path root = root(user);
        certificates.mount(user, root.resolve("kafka-ca"), root.resolve("kafka-user"));
        Files.writeString(properties(user), file("gateway", "kafka-client", "client.properties").replace("/etc/larmor", root.toString()));
    }

    /** A file of a config map that the role has mounted. */
    private String file(String role, String volume, String name) {
        return manifest.file(manifest.serving(role).volume(volume).at("/configMap/name").asText(), name);
    }

    private NodeConfig config(String role) throws Exception {
        Map<String, String> environment = new HashMap<>(manifest.serving(role).environment());
        environment.put("LARMOR_DATA", folder.resolve(role).toString());
        environment.put("LARMOR_KAFKA", bootstrap());
        environment.put("LARMOR_KAFKA_CONFIG", properties("larmor-" + role).toString());
        environment.put("LARMOR_SITE_KEY", siteKey().toString());
        environment.computeIfPresent("LARMOR_SAMPLE_KEYS", (name, path) -> sampleKeys().toString());
        environment.computeIfPresent("LARMOR_POLICY", (name, path) -> policy(role).toString());
        environment.put("LARMOR_MRD_HOST", "127.0.0.1");
        environment.put("LARMOR_MRD_PORT", "0");
        environment.put("LARMOR_HTTP_HOST", "127.0.0.1");
        environment.put("LARMOR_HTTP_PORT", "0");
        // a test does not wait for scans that it has broken
        environment.put("LARMOR_DRAIN_TIMEOUT", "1s");
        return NodeConfig.read(Map.of(), environment);
    }

    private Path policy(String role) {
        try {
            return Files.writeString(folder.resolve("policy.yaml"), file(role, "policy", "policy.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        broker.close();
    }
}
