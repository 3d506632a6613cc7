package org.larmor.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.larmor.node.NodeSettings;
import org.larmor.node.Setting;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reader of the files of {@code docker/} would find wrong with them. */
class ComposeFileTest {
    private static final Set<String> OTHER_VARIABLES = Set.of("LARMOR_LOG");

    private ComposeFile file;

    @BeforeEach
    void read() throws IOException {
        file = ComposeFile.read(ComposeFile.DELIVERED);
    }

    @Test
    void everyServiceIsConfinedAndBounded() {
        assertThat(file.services().keySet())
                .contains("broker-1", "broker-2", "broker-3", "topics", "gateway", "router", "worker-1", "worker-2", "trainer")
                .contains("scanner", "prometheus", "grafana");
        file.services().forEach((name, service) -> {
            JsonNode written = file.written(name);
            // Kafka's image writes into itself when it starts
            assertThat(written.path("read_only").asBoolean()).as(name).isNotEqualTo(Programs.isKafka(service));
            assertThat(written.path("cap_drop").path(0).asText()).as(name).isEqualTo("ALL");
            assertThat(written.path("security_opt").path(0).asText()).as(name).isEqualTo("no-new-privileges:true");
            assertThat(service.memory()).as(name).isPositive();
            written.path("ports").forEach(port -> assertThat(port.asText()).as(name).startsWith("127.0.0.1:"));
        });
    }

    @Test
    void whatServicesNeedIsThere() {
        Set<String> mounted = new HashSet<>();
        file.services().forEach((name, service) -> {
            assertThat(file.services().keySet()).as(name).containsAll(service.needs().keySet());
            service.mounts().values().stream().filter(source -> !source.startsWith(".")).forEach(mounted::add);
        });
        assertThat(mounted).isEqualTo(file.volumes());
    }

    @Test
    void everyVariableIsASetting() throws IOException {
        Set<String> settings = NodeSettings.ALL.stream().map(Setting::variable).collect(Collectors.toSet());
        settings.addAll(OTHER_VARIABLES);
        Set<String> said = new HashSet<>(ImageVariables.delivered().keySet());
        file.services().values().forEach(service -> said.addAll(service.environment().keySet()));
        said.removeIf(variable -> !variable.startsWith("LARMOR_"));
        assertThat(said).isNotEmpty().isSubsetOf(settings);
    }

    @Test
    void everyRoleRuns() {
        assertThat(file.services().values().stream()
                        .map(service -> service.environment().getOrDefault("LARMOR_ROLES", ""))
                        .flatMap(roles -> Arrays.stream(roles.split(",", -1)))
                        .filter(role -> !role.isEmpty()))
                .containsExactlyInAnyOrder("gateway", "router", "worker", "worker", "trainer");
    }

    @Test
    void versionsAreThoseOfTheLibraries() throws IOException {
        assertThat(file.services().values())
                .filteredOn(Programs::isKafka)
                .hasSize(3)
                .allSatisfy(broker -> assertThat(broker.image()).endsWith(":" + AppInfoParser.getVersion()));
        Properties engine = new Properties();
        try (var in = getClass().getResourceAsStream("/native/lib/pytorch.properties")) {
            engine.load(in);
        }
        assertThat(ImageVariables.delivered())
                .containsEntry("PYTORCH_VERSION", engine.getProperty("version").split("-", 2)[0]);
    }
}
