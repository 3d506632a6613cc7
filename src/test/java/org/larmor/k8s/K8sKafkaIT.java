package org.larmor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.larmor.adapt.policy.PolicyFile;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.Pool;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;

import static org.assertj.core.api.Assertions.assertThat;

/** The Kafka cluster of each overlay, who may do what at it, and what the clinical one demands beyond the others. */
class K8sKafkaIT {
    @TempDir
    private Path folder;

    static Stream<Manifest> overlays() {
        return Manifest.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theClusterIsOfTheVersionThatTheProgramIsBuiltWith(Manifest manifest) {
        JsonNode kafka = kafka(manifest).at("/spec/kafka");
        assertThat(kafka.path("version").asText()).isEqualTo(AppInfoParser.getVersion());
        assertThat(kafka.path("metadataVersion").asText()).isEqualTo(MetadataVersion.latestProduction().version());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noMoreCopiesAreAskedForThanThereAreBrokers(Manifest manifest) {
        int brokers = manifest.ofKind("KafkaNodePool").mapToInt(pool -> pool.at("/spec/replicas").asInt()).sum();
        JsonNode config = kafka(manifest).at("/spec/kafka/config");
        for (String copies : List.of(
                "default.replication.factor",
                "offsets.topic.replication.factor",
                "transaction.state.log.replication.factor",
                "share.coordinator.state.topic.replication.factor")) {
            assertThat(config.path(copies).asInt()).as(copies).isEqualTo(brokers);
        }
        for (String least : List.of(
                "min.insync.replicas", "transaction.state.log.min.isr", "share.coordinator.state.topic.min.isr")) {
            assertThat(config.path(least).asInt()).as(least).isEqualTo(Math.max(1, brokers - 1));
        }
        assertThat(config.path("message.max.bytes").asInt()).isEqualTo(ClientSettings.LARGEST_RECORD);
        assertThat(manifest.ofKind("KafkaNodePool")).allSatisfy(pool ->
                assertThat(pool.at("/metadata/labels/strimzi.io~1cluster").asText()).isEqualTo(Manifest.name(kafka(manifest))));
    }

    @Test
    void clinicallyThereIsNoWayToKafkaButByTlsAndACertificate() {
        Manifest manifest = Manifest.of("clinical");
        JsonNode kafka = kafka(manifest).at("/spec/kafka");
        assertThat(kafka.path("listeners")).isNotEmpty().allSatisfy(listener -> {
            assertThat(listener.path("tls").asBoolean()).isTrue();
            assertThat(listener.at("/authentication/type").asText()).isEqualTo("tls");
        });
        assertThat(kafka.at("/authorization/type").asText()).isEqualTo("simple");
        assertThat(kafka.at("/authorization").has("superUsers")).isFalse();
        assertThat(manifest.workloads()).allSatisfy(one -> {
            String user = one.volume("kafka-user").at("/secret/secretName").asText();
            assertThat(user).isEqualTo(one.name());
            assertThat(manifest.one("KafkaUser", user).at("/spec/authentication/type").asText()).isEqualTo("tls");
            assertThat(one.volume("kafka-ca").at("/secret/secretName").asText())
                    .isEqualTo(Manifest.name(kafka(manifest)) + "-cluster-ca-cert");
            // what the properties name is where it is mounted
            String properties = manifest.file(one.volume("kafka-client").at("/configMap/name").asText(), "client.properties");
            assertThat(List.of("kafka-ca", "kafka-user")).allSatisfy(volume -> assertThat(one.mounts()
                            .filter(mount -> mount.path("name").asText().equals(volume))
                            .map(mount -> "${mounted:" + mount.path("mountPath").asText() + ":"))
                    .singleElement()
                    .satisfies(place -> assertThat(properties).contains(place)));
        });
        assertThat(manifest.ofKind("KafkaUser")).hasSameSizeAs(manifest.workloads().toList());
    }

    @Test
    void rightsAreToTopicsAndGroupsThatThereAre() {
        List<String> groups = Stream.of(Pool.values()).map(Pool::group).toList();
        Manifest manifest = Manifest.of("clinical");
        assertThat(manifest.ofKind("KafkaUser").flatMap(user -> Manifest.each(user.at("/spec/authorization/acls"))))
                .isNotEmpty()
                .allSatisfy(acl -> {
                    JsonNode resource = acl.path("resource");
                    String name = resource.path("name").asText();
                    boolean prefix = resource.path("patternType").asText().equals("prefix");
                    switch (resource.path("type").asText()) {
                        case "topic" -> {
                            if (!name.equals("*")) {
                                assertThat(Topics.names()).anyMatch(topic -> prefix ? topic.startsWith(name) : topic.equals(name));
                            }
                        }
                        case "group" -> {
                            if (prefix) {
                                assertThat(groups).allMatch(group -> group.startsWith(name));
                            }
                        }
                        default -> assertThat(resource.path("type").asText()).isIn("cluster", "transactionalId");
                    }
                    assertThat(acl.path("operations").toString()).doesNotContain("All", "Delete", "ClusterAction");
                });
    }

    @Test
    void clinicallyNothingIsPromotedWithoutAPerson() throws IOException {
        Manifest manifest = Manifest.of("clinical");
        Workload router = manifest.serving("router");
        String map = router.volume("policy").at("/configMap/name").asText();
        Path file = Files.writeString(folder.resolve("policy.yaml"), manifest.file(map, "policy.yaml"));
        assertThat(router.environment().get("LARMOR_POLICY")).endsWith("/policy.yaml");
        assertThat(PolicyFile.read(file, SiteKey.readOrMake(folder.resolve("site.key"))).promoting().automatic()).isFalse();
    }

    @Test
    void clinicallyScannersComeFromANetworkThatIsNamedAndKeepTheirAddresses() {
        Manifest manifest = Manifest.of("clinical");
        JsonNode from = manifest.one("NetworkPolicy", "scanners-in").at("/spec/ingress/0/from");
        assertThat(from).isNotEmpty().allSatisfy(one ->
                assertThat(one.at("/ipBlock/cidr").asText()).isNotEmpty().doesNotEndWith("/0"));
        JsonNode service = manifest.one("Service", "larmor-mrd").path("spec");
        assertThat(service.path("type").asText()).isEqualTo("LoadBalancer");
        assertThat(service.path("externalTrafficPolicy").asText()).isEqualTo("Local");
        assertThat(manifest.one("Service", "larmor-http").path("spec").path("type").asText("ClusterIP")).isEqualTo("ClusterIP");
        assertThat(List.of("gateway", "router")).allSatisfy(role ->
                assertThat(manifest.serving(role).resource().at("/spec/replicas").asInt()).isGreaterThan(1));
    }

    private static JsonNode kafka(Manifest manifest) {
        return manifest.ofKind("Kafka").findFirst().orElseThrow();
    }
}
