package org.larmor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.larmor.telemetry.MeterNames;

import static org.assertj.core.api.Assertions.assertThat;

/** Each overlay, rendered: nothing in it is unknown, and what names something else names something that is there. */
class K8sManifestIT {
    /** What no Maven artifact publishes the types of; their fields are held by nothing here but what this test reads of them. */
    private static final Set<String> UNPUBLISHED =
            Set.of("keda.sh/v1alpha1/ScaledObject", "monitoring.coreos.com/v1/ServiceMonitor", "monitoring.coreos.com/v1/PrometheusRule");

    private static final Pattern METRIC = Pattern.compile("\\blarmor_[a-z_]+");

    static Stream<Manifest> overlays() {
        return Manifest.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noFieldIsUnknown(Manifest manifest) {
        assertThat(manifest.resources()).isNotEmpty().allSatisfy(resource -> {
            if (!UNPUBLISHED.contains(PublishedTypes.key(resource))) {
                assertThat(PublishedTypes.fault(resource)).isEmpty();
            }
        });
    }

    @Test
    void whatIsMisspeltIsFound() {
        Manifest manifest = Manifest.of("clinical");
        List<JsonNode> places = List.of(
                misspelt(manifest.one("Deployment", "larmor-gateway"), "/spec/template/spec/containers/0", "readinessProbe"),
                misspelt(manifest.one("StatefulSet", "larmor-router"), "/spec/volumeClaimTemplates/0/spec", "accessModes"),
                misspelt(manifest.one("NetworkPolicy", "scanners-in"), "/spec/ingress/0/ports/0", "protocol"),
                misspelt(manifest.one("PodDisruptionBudget", "larmor-worker"), "/spec", "maxUnavailable"),
                misspelt(manifest.one("Service", "larmor-mrd"), "/spec", "externalTrafficPolicy"),
                misspelt(manifest.one("Kafka", "larmor"), "/spec/kafka/listeners/0", "networkPolicyPeers"),
                misspelt(manifest.one("KafkaNodePool", "kafka"), "/spec/storage/volumes/0", "deleteClaim"),
                misspelt(manifest.one("KafkaUser", "larmor-router"), "/spec/authorization/acls/0", "operations"));
        assertThat(places).allSatisfy(place -> assertThat(PublishedTypes.fault(place)).isPresent());
    }

    private static JsonNode misspelt(JsonNode resource, String place, String field) {
        JsonNode copy = resource.deepCopy();
        ObjectNode object = (ObjectNode) copy.at(place);
        object.set(field + "s", Objects.requireNonNull(object.remove(field), field));
        return copy;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void allIsInOneNamespaceAndCalledOnce(Manifest manifest) {
        String namespace = Manifest.name(manifest.ofKind("Namespace").findFirst().orElseThrow());
        assertThat(manifest.resources())
                .filteredOn(one -> !one.path("kind").asText().equals("Namespace"))
                .allSatisfy(one -> assertThat(one.at("/metadata/namespace").asText()).as(one.toString()).isEqualTo(namespace));
        assertThat(manifest.resources().stream().map(one -> one.path("kind").asText() + "/" + Manifest.name(one)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void servicesFindPodsThatListen(Manifest manifest) {
        assertThat(manifest.ofKind("Service")).isNotEmpty().allSatisfy(service -> {
            List<Workload> behind = selected(manifest, service.at("/spec/selector"));
            assertThat(behind).isNotEmpty();
            service.at("/spec/ports").forEach(port -> assertThat(behind)
                    .allSatisfy(one -> assertThat(one.port(port.path("targetPort").asText()))
                            .isEqualTo(port.path("port").asInt())));
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void statefulSetsAreGovernedByAHeadlessServiceOfTheirPods(Manifest manifest) {
        assertThat(manifest.ofKind("StatefulSet")).isNotEmpty().allSatisfy(set -> {
            JsonNode service = manifest.one("Service", set.at("/spec/serviceName").asText());
            assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
            assertThat(new Workload(set).isSelectedBy(service.at("/spec/selector"))).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noDisruptionBudgetStopsADrain(Manifest manifest) {
        assertThat(manifest.ofKind("PodDisruptionBudget")).isNotEmpty().allSatisfy(budget -> {
            assertThat(selected(manifest, budget.at("/spec/selector/matchLabels"))).hasSize(1);
            assertThat(budget.at("/spec/maxUnavailable").asInt()).isPositive();
            assertThat(budget.path("spec").has("minAvailable")).isFalse();
            // a pod that does not get ready is none that is waited for
            assertThat(budget.at("/spec/unhealthyPodEvictionPolicy").asText()).isEqualTo("AlwaysAllow");
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void networkPoliciesOpenPortsThatSomebodyHas(Manifest manifest) {
        assertThat(manifest.ofKind("NetworkPolicy")).isNotEmpty().allSatisfy(policy -> {
            JsonNode labels = policy.at("/spec/podSelector/matchLabels");
            List<Workload> pods = selected(manifest, labels);
            assertThat(pods).as(Manifest.name(policy)).isNotEmpty();
            policy.at("/spec/ingress").forEach(rule -> rule.path("ports").forEach(port -> assertThat(pods)
                    .allSatisfy(pod -> assertThat(pod.port(port.path("port").asText())).isPositive())));
        });
        JsonNode closed = manifest.one("NetworkPolicy", "nobody-in").path("spec");
        assertThat(closed.path("podSelector").isEmpty()).isTrue();
        assertThat(closed.has("ingress")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsReachTheListenerThatTheyAreSentToAndNothingElseButNames(Manifest manifest) {
        JsonNode kafka = manifest.ofKind("Kafka").findFirst().orElseThrow();
        JsonNode listener = kafka.at("/spec/kafka/listeners/0");
        assertThat(kafka.at("/spec/kafka/listeners")).hasSize(1);
        String address = Manifest.name(kafka) + "-kafka-bootstrap:" + listener.path("port").asInt();
        JsonNode egress = manifest.one("NetworkPolicy", "out-to-kafka-alone").at("/spec/egress");
        assertThat(manifest.workloads()).isNotEmpty().allSatisfy(one -> {
            assertThat(one.environment()).containsEntry("LARMOR_KAFKA", address);
            assertThat(one.isSelectedBy(manifest.one("NetworkPolicy", "out-to-kafka-alone").at("/spec/podSelector/matchLabels")))
                    .isTrue();
            assertThat(one.isSelectedBy(listener.at("/networkPolicyPeers/0/podSelector/matchLabels"))).isTrue();
        });
        assertThat(egress.at("/0/ports")).hasSize(1);
        assertThat(egress.at("/0/ports/0/port").asInt()).isEqualTo(listener.path("port").asInt());
        assertThat(egress.at("/0/to/0/podSelector/matchLabels/strimzi.io~1cluster").asText()).isEqualTo(Manifest.name(kafka));
        assertThat(egress.at("/1/ports")).allSatisfy(port -> assertThat(port.path("port").asInt()).isEqualTo(53));
        assertThat(egress).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void nothingSecretIsWrittenDown(Manifest manifest) {
        assertThat(manifest.ofKind("Secret")).isEmpty();
        assertThat(manifest.ofKind("ConfigMap")).isNotEmpty().allSatisfy(map -> assertThat(map.path("data").toString())
                .doesNotContainIgnoringCase("password", "PRIVATE KEY", "jaas"));
        // what a variable could hold of a secret it names by its file
        assertThat(manifest.workloads()).allSatisfy(one -> assertThat(one.environment())
                .allSatisfy((name, value) -> assertThat(value).doesNotMatch("[0-9a-fA-F]{32,}")));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyMetricThatIsAskedForIsOneOfOurs(Manifest manifest) {
        Set<String> ours = Set.of(MeterNames.class.getFields()).stream()
                .map(K8sManifestIT::value)
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toSet());
        Set<String> asked = new TreeSet<>();
        manifest.resources().forEach(one -> one.findValues("query").forEach(query -> {
            Matcher metric = METRIC.matcher(query.asText());
            while (metric.find()) {
                asked.add(metric.group());
            }
        }));
        assertThat(ours).isNotEmpty().containsAll(asked);
        assertThat(asked.isEmpty()).isEqualTo(manifest.ofKind("ScaledObject").findAny().isEmpty());
    }

    private static String value(java.lang.reflect.Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whoScalesTheWorkersIsNotToldHowMany(Manifest manifest) {
        String namespace = Manifest.name(manifest.ofKind("Namespace").findFirst().orElseThrow());
        assertThat(manifest.ofKind("ScaledObject")).allSatisfy(scaled -> {
            JsonNode target = manifest.one("Deployment", scaled.at("/spec/scaleTargetRef/name").asText());
            assertThat(target.path("spec").has("replicas")).isFalse();
            JsonNode trigger = scaled.at("/spec/triggers/0");
            assertThat(trigger.path("type").asText()).isEqualTo("prometheus");
            assertThat(trigger.at("/metadata/query").asText()).contains("namespace=\"" + namespace + "\"");
            assertThat(scaled.at("/spec/minReplicaCount").asInt()).isPositive();
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void prometheusFindsAndReachesAllThatServe(Manifest manifest) {
        assertThat(manifest.ofKind("ServiceMonitor")).allSatisfy(monitor -> {
            Map<String, String> wanted = Manifest.texts(monitor.at("/spec/selector/matchLabels"));
            List<JsonNode> services = manifest.ofKind("Service")
                    .filter(service -> Manifest.texts(service.at("/metadata/labels")).entrySet().containsAll(wanted.entrySet()))
                    .toList();
            assertThat(services).hasSize(1);
            assertThat(services.getFirst().at("/metadata/labels").path(monitor.at("/spec/jobLabel").asText()).asText())
                    .isEqualTo("larmor");
            List<String> found = names(selected(manifest, services.getFirst().at("/spec/selector")));
            assertThat(found).isEqualTo(names(manifest.serving().toList()));
            JsonNode endpoint = monitor.at("/spec/endpoints/0");
            assertThat(services.getFirst().at("/spec/ports/0/name").asText()).isEqualTo(endpoint.path("port").asText());
            JsonNode let = manifest.one("NetworkPolicy", "metrics-in");
            assertThat(names(selected(manifest, let.at("/spec/podSelector/matchLabels")))).isEqualTo(found);
            assertThat(let.at("/spec/ingress/0/ports/0/port").asText()).isEqualTo(endpoint.path("port").asText());
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void alertsAreThoseOfOneFile(Manifest manifest) throws IOException {
        Path file = Path.of("docker/prometheus/rules.yml");
        Assumptions.assumeTrue(Files.exists(file), "no " + file);
        JsonNode groups = new YAMLMapper().readTree(file.toFile()).path("groups");
        assertThat(groups).isNotEmpty();
        assertThat(manifest.ofKind("PrometheusRule"))
                .hasSameSizeAs(manifest.ofKind("ServiceMonitor").toList())
                .allSatisfy(rule -> assertThat(rule.at("/spec/groups")).isEqualTo(groups));
    }

    private static List<Workload> selected(Manifest manifest, JsonNode matchLabels) {
        return manifest.workloads().filter(one -> one.isSelectedBy(matchLabels)).toList();
    }

    private static List<String> names(List<Workload> workloads) {
        return workloads.stream().map(Workload::name).sorted().toList();
    }
}
