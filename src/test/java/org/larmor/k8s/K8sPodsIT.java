package org.larmor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.larmor.node.ConfigException;
import org.larmor.node.NodeConfig;
import org.larmor.node.NodeSettings;
import org.larmor.node.Role;
import org.larmor.node.Roles;
import org.larmor.node.Setting;
import org.larmor.web.Health;
import org.larmor.web.Probes;
import org.larmor.web.access.AddressRanges;
import org.larmor.web.access.Refusals;

import static org.assertj.core.api.Assertions.assertThat;

/** The pods of each overlay, held against the program that they run: settings, ports, probes, folders, rights, how they end. */
class K8sPodsIT {
    /** Those that have an own kind of pod; the broker is Strimzi's. */
    private static final List<String> ROLES = Roles.ALL.stream().filter(role -> !role.bringsKafka()).map(Role::name).toList();

    /** The only variable of ours that is no setting of a node: it is logback's. */
    private static final String LOG = "LARMOR_LOG";

    /** What the container may not take longer for than its grace period, beside the drain itself. */
    private static final Duration TO_END = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    static Stream<Manifest> overlays() {
        return Manifest.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyRoleHasPodsOfItsOwnThatSayTheirRole(Manifest manifest) {
        assertThat(manifest.serving().map(Workload::name))
                .containsExactlyInAnyOrderElementsOf(ROLES.stream().map(role -> "larmor-" + role).toList());
        assertThat(ROLES).allSatisfy(role ->
                assertThat(manifest.serving(role).environment()).containsEntry("LARMOR_ROLES", role));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theEnvironmentIsOfSettingsAndRight(Manifest manifest) throws IOException, ConfigException {
        Set<String> variables = NodeSettings.ALL.stream().map(Setting::variable).collect(Collectors.toSet());
        assertThat(Files.readString(Path.of("src/main/resources/logback.xml"))).contains(LOG);
        for (Workload one : manifest.workloads().toList()) {
            assertThat(one.environment().keySet())
                    .filteredOn(name -> name.startsWith("LARMOR_") && !name.equals(LOG))
                    .isNotEmpty()
                    .isSubsetOf(variables);
            // a Service's name would make variables of its own, some of which are settings of ours
            assertThat(one.pod().path("enableServiceLinks").asBoolean(true)).isFalse();
        }
        for (String role : ROLES) {
            NodeConfig config = config(manifest, manifest.serving(role));
            assertThat(config.roles()).extracting(Role::name).containsExactly(role);
            assertThat(config.httpHost()).isEqualTo("0.0.0.0");
            assertThat(config.httpPort()).isEqualTo(manifest.serving(role).port("http"));
        }
        NodeConfig gateway = config(manifest, manifest.serving("gateway"));
        assertThat(gateway.mrdHost()).isEqualTo("0.0.0.0");
        assertThat(gateway.mrdPort()).isEqualTo(manifest.serving("gateway").port("mrd"));
    }

    /** As the process reads it, but for the one file that is read at once. */
    private NodeConfig config(Manifest manifest, Workload one) throws IOException, ConfigException {
        Map<String, String> environment = new HashMap<>(one.environment());
        JsonNode volume = one.volume("kafka-client");
        Path properties = folder.resolve("client.properties");
        Files.writeString(properties, manifest.file(volume.at("/configMap/name").asText(), "client.properties"));
        assertThat(environment.put("LARMOR_KAFKA_CONFIG", properties.toString()))
                .isEqualTo(mount(one, "kafka-client").path("mountPath").asText() + "/client.properties");
        return NodeConfig.read(Map.of(), environment);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void probesAskForWhatIsAnswered(Manifest manifest) {
        Set<String> paths = paths();
        assertThat(manifest.serving()).isNotEmpty().allSatisfy(one -> {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode get = one.container().path(probe).path("httpGet");
                assertThat(paths).as(one.name() + " " + probe).contains(get.path("path").asText());
                assertThat(one.port(get.path("port").asText())).isPositive();
            }
            assertThat(one.container().at("/livenessProbe/httpGet/path").asText()).endsWith("live");
            assertThat(one.container().at("/readinessProbe/httpGet/path").asText()).endsWith("ready");
        });
        assertThat(manifest.ofKind("ServiceMonitor"))
                .allSatisfy(monitor -> assertThat(paths).contains(monitor.at("/spec/endpoints/0/path").asText()));
    }

    /** What the program's probes answer at. */
    private static Set<String> paths() {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new Probes(
                            AddressRanges.parse("0.0.0.0/0"),
                            new Refusals(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)),
                            () -> "",
                            new Health())
                    .addTo(router);
            return router.getRoutes().stream().map(Route::getPath).collect(Collectors.toSet());
        } finally {
            vertx.close();
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aScanInProgressEndsBeforeItsGatewayIsKilled(Manifest manifest) {
        Workload gateway = manifest.serving("gateway");
        Duration drain = Duration.parse("PT" + gateway.environment().get("LARMOR_DRAIN_TIMEOUT"));
        int sleep = gateway.container().at("/lifecycle/preStop/sleep/seconds").asInt();
        assertThat(sleep).isPositive();
        assertThat(Duration.ofSeconds(gateway.pod().path("terminationGracePeriodSeconds").asInt()))
                .isGreaterThanOrEqualTo(drain.plusSeconds(sleep).plus(TO_END));
        // and a new one is there before an old one goes
        assertThat(gateway.resource().at("/spec/strategy/rollingUpdate/maxUnavailable").asText()).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void foldersAreVolumes(Manifest manifest) {
        assertThat(manifest.workloads()).allSatisfy(one -> {
            one.mounts().forEach(mount -> assertThat(one.volume(mount.path("name").asText())).isNotEmpty());
            assertThat(one.environment()).allSatisfy((name, value) -> {
                if (value.startsWith("/")) {
                    assertThat(one.mounts().map(mount -> mount.path("mountPath").asText() + "/"))
                            .as(one.name() + " " + name)
                            .anyMatch(value::startsWith);
                }
            });
        });
        // what has to be there again after a restart
        assertThat(List.of("router", "trainer")).allSatisfy(role ->
                assertThat(manifest.serving(role).volume("data").has("spec")).isTrue());
        // whoever makes, reads or destroys keys of samples has the same folder
        assertThat(Stream.of("gateway", "worker", "trainer").map(manifest::serving))
                .allSatisfy(one -> assertThat(one.volume("sample-keys").at("/persistentVolumeClaim/claimName").asText())
                        .isEqualTo(Manifest.name(manifest.one("PersistentVolumeClaim", "sample-keys"))));
    }

    private static JsonNode mount(Workload one, String volume) {
        return one.mounts().filter(mount -> mount.path("name").asText().equals(volume)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsMeetTheRestrictedStandard(Manifest manifest) {
        JsonNode namespace = manifest.ofKind("Namespace").findFirst().orElseThrow();
        assertThat(namespace.at("/metadata/labels/pod-security.kubernetes.io~1enforce").asText()).isEqualTo("restricted");
        assertThat(manifest.workloads()).isNotEmpty().allSatisfy(one -> {
            restricted(one.pod().path("securityContext"), one.container().path("securityContext"));
            assertThat(one.container().at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(one.pod().at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(one.pod().path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(List.of("hostNetwork", "hostPID", "hostIPC")).noneMatch(one.pod()::has);
            assertThat(one.pod().path("volumes").findValues("hostPath")).isEmpty();
        });
        assertThat(manifest.ofKind("KafkaNodePool")).isNotEmpty().allSatisfy(pool -> restricted(
                pool.at("/spec/template/pod/securityContext"), pool.at("/spec/template/kafkaContainer/securityContext")));
        assertThat(manifest.ofKind("Kafka").map(kafka -> kafka.at("/spec/entityOperator")).filter(JsonNode::isObject))
                .allSatisfy(operator -> restricted(
                        operator.at("/template/pod/securityContext"), operator.at("/template/userOperatorContainer/securityContext")));
    }

    private static void restricted(JsonNode pod, JsonNode container) {
        assertThat(pod.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(container.path("capabilities").has("add")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void imagesAreOfThisVersion(Manifest manifest) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));
        assertThat(manifest.workloads()).isNotEmpty().allSatisfy(one -> {
            boolean gpu = one.container().at("/resources/limits").has("nvidia.com/gpu");
            assertThat(one.container().path("image").asText()).isEqualTo("larmor:" + version + (gpu ? "-gpu" : ""));
        });
    }

    @Test
    void theImageHasTheProgramByTheNameThatIsCalled() throws IOException {
        Path image = Path.of("docker/Dockerfile");
        Assumptions.assumeTrue(Files.exists(image), "no " + image);
        assertThat(Files.readAllLines(image)).contains("ENTRYPOINT [\"/usr/local/bin/larmor\"]");
        assertThat(Manifest.all().map(manifest -> manifest.one("Deployment", "larmor-admin")))
                .allSatisfy(admin -> assertThat(new Workload(admin).container().at("/command/2").asText())
                        .contains("larmor topics apply "));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsSayWhatTheyTake(Manifest manifest) {
        assertThat(manifest.workloads()).isNotEmpty().allSatisfy(one -> {
            JsonNode resources = one.container().path("resources");
            assertThat(Manifest.texts(resources.path("requests"))).containsKeys("cpu", "memory");
            // the heap goes by both limits
            assertThat(Manifest.texts(resources.path("limits"))).containsKeys("cpu", "memory");
        });
        boolean gpu = manifest.serving("worker").container().at("/resources/limits").has("nvidia.com/gpu");
        assertThat(gpu).isEqualTo(manifest.overlay().equals("gpu"));
    }
}
