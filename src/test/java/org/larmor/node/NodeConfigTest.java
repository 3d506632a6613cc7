package org.larmor.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientProperties;
import org.larmor.recon.engine.ComputeDevice;
import org.larmor.recon.engine.DeviceChoice;
import org.larmor.web.access.AddressRanges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class NodeConfigTest {
    @TempDir
    Path folder;

    private final Map<String, String> full = new TreeMap<>();
    private NodeConfig mapped;

    /** Every setting, each with a value that is not its default. */
    @BeforeEach
    void sayEverything() throws IOException {
        Path properties = Files.writeString(folder.resolve("kafka.properties"), "security.protocol = SASL_SSL\n");
        full.put("data", "/data");
        full.put("roles", "worker,router");
        full.put("kafka", "one:9092,two:9092");
        full.put("kafka-config", properties.toString());
        full.put("kafka-port", "1");
        full.put("mrd-host", "0.0.0.0");
        full.put("mrd-port", "2");
        full.put("http-host", "::1");
        full.put("http-port", "3");
        full.put("probes-from", "10.0.0.0/8,::1");
        full.put("idle-timeout", "4s");
        full.put("frame-timeout", "PT5M");
        full.put("workers", "6");
        full.put("site-key", "/keys/site");
        full.put("policy", "/etc/policy.yaml");
        full.put("sample-keys", "/keys/samples");
        full.put("drain-timeout", "9m");
        full.put("gateway-memory", "12m");
        full.put("max-connections", "77");
        full.put("worker-memory", "3G");
        full.put("trainer-memory", "5G");
        full.put("device", "cuda:1");
        full.put("device-memory", "7G");
        full.put("job-lock", "700ms");
        mapped = new NodeConfig(
                Path.of("/data"),
                roles("router", "worker"),
                "one:9092,two:9092",
                new ClientProperties(Map.of("security.protocol", "SASL_SSL")),
                1,
                "0.0.0.0",
                2,
                "::1",
                3,
                AddressRanges.parse("10.0.0.0/8,::1"),
                Duration.ofSeconds(4),
                Duration.ofMinutes(5),
                Duration.ofMinutes(9),
                6,
                Path.of("/keys/site"),
                Path.of("/etc/policy.yaml"),
                Path.of("/keys/samples"),
                12L << 20,
                77,
                3L << 30,
                5L << 30,
                new DeviceChoice.Named(ComputeDevice.cuda(1)),
                7L << 30,
                Duration.ofMillis(700));
    }

    @Test
    void nothingSaidButTheFolderLeavesTheDefaults() throws ConfigException {
        assertThat(NodeConfig.read(Map.of("data", "d"), Map.of())).isEqualTo(new NodeConfig(
                Path.of("d"),
                roles("broker", "gateway", "router", "worker", "trainer"),
                null,
                ClientProperties.NONE,
                0,
                "127.0.0.1",
                9002,
                "127.0.0.1",
                8080,
                AddressRanges.parse("0.0.0.0/0,::/0"),
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Runtime.getRuntime().availableProcessors(),
                Path.of("d", "site.key"),
                null,
                Path.of("d", "sample-keys"),
                96L << 20,
                512,
                Runtime.getRuntime().maxMemory() / 3,
                ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                                .getTotalMemorySize()
                        / 2,
                new DeviceChoice.Auto(),
                Long.MAX_VALUE,
                Duration.ofSeconds(30)));
    }

    @Test
    void theMappingCoversEverySetting() {
        assertThat(full.keySet()).containsExactlyInAnyOrderElementsOf(NodeSettings.ALL.stream()
                .map(Setting::name)
                .filter(name -> !name.equals("config"))
                .toList());
        NodeSettings.ALL.forEach(setting -> assertThat(full.get(setting.name()))
                .as(setting.name())
                .isNotEqualTo(setting.standard() == null ? "" : setting.standard()));
    }

    @Test
    void everySettingIsReadFromTheCommandLine() throws ConfigException {
        assertThat(NodeConfig.read(full, Map.of())).isEqualTo(mapped);
    }

    @Test
    void everySettingIsReadFromTheEnvironment() throws ConfigException {
        assertThat(NodeConfig.read(Map.of(), environment(full))).isEqualTo(mapped);
        assertThat(NodeSettings.MRD_PORT.variable()).isEqualTo("LARMOR_MRD_PORT");
    }

    @Test
    void everySettingIsReadFromTheFile() throws Exception {
        String file = file(full).toString();
        assertThat(NodeConfig.read(Map.of("config", file), Map.of())).isEqualTo(mapped);
        assertThat(NodeConfig.read(Map.of(), Map.of("LARMOR_CONFIG", file))).isEqualTo(mapped);
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Path file = file(Map.of("data", "d", "mrd-port", "1", "http-port", "1", "kafka-port", "1"));
        NodeConfig read = NodeConfig.read(
                Map.of("config", file.toString(), "mrd-port", "3"),
                Map.of("LARMOR_MRD_PORT", "2", "LARMOR_HTTP_PORT", "2", "LARMOR_KAFKA_PORT", " "));
        assertThat(List.of(read.mrdPort(), read.httpPort(), read.kafkaPort())).containsExactly(3, 2, 1);
    }

    @Test
    void aBrokerElsewhereTakesTheEmbeddedOnesPlace() throws ConfigException {
        assertThat(NodeConfig.read(Map.of("data", "d", "kafka", "one:9092"), Map.of()).roles())
                .isEqualTo(roles("gateway", "router", "worker", "trainer"));
        assertThat(faults(Map.of("data", "d", "kafka", "one:9092", "roles", "broker,worker")))
                .containsExactly("--kafka and the role broker exclude each other");
        assertThat(faults(Map.of("data", "d", "roles", "worker")))
                .containsExactly("without the role broker, --kafka says which broker to use");
    }

    @Test
    void everyFaultIsToldAtOnce() throws IOException {
        Path properties = Files.writeString(folder.resolve("bad.properties"), "bootstrap.servers = one:9092\n");
        Map<String, String> flags = new HashMap<>(Map.of("roles", "router,cook", "kafka", "one", "workers", "0"));
        flags.put("config", file(Map.of("mrd-prt", "1", "idle-timeout", "soon", "config", "more")).toString());
        flags.put("kafka-config", properties.toString());
        ConfigException thrown = catchThrowableOfType(
                ConfigException.class,
                () -> NodeConfig.read(flags, Map.of("LARMOR_HTTP_PORT", "65536", "LARMOR_FRAME_TIMEOUT", "0s")));
        assertThat(thrown.getMessage().lines())
                .hasSize(10)
                .anyMatch(line -> line.startsWith("--data: missing"))
                .contains("--roles: 'cook' is no role; roles are broker, gateway, router, worker, trainer")
                .contains("--kafka: 'one' is no host:port")
                .contains("--workers: '0' is no number from 1 to 1000")
                .contains("--kafka-config: " + properties + " names bootstrap.servers, which --kafka says")
                .contains("LARMOR_HTTP_PORT: '65536' is no port (0 to 65535)")
                .contains("LARMOR_FRAME_TIMEOUT: '0s' is no time span above 0")
                .anyMatch(line -> line.startsWith("mrd-prt in ") && line.endsWith(": no such setting"))
                .anyMatch(line -> line.startsWith("config in ") && line.endsWith(": no such setting"))
                .anyMatch(line -> line.startsWith("idle-timeout in ") && line.contains("'soon' is no time span"));
    }

    @Test
    void aFileThatIsNotThereIsTheOnlyFaultOfWhatItMayHaveSaid() {
        assertThat(faults(Map.of("config", folder.resolve("none").toString()))).singleElement().asString()
                .startsWith("--config: ").contains("cannot be read");
        assertThat(faults(Map.of("data", "d", "kafka-config", folder.resolve("none").toString())))
                .singleElement().asString().startsWith("--kafka-config: ").contains("cannot be read");
    }

    @Test
    void passwordsAreNotShown() throws IOException {
        Path file = Files.writeString(folder.resolve("secret.properties"), "ssl.key.password = hush\n");
        assertThat(ClientProperties.read(file).values()).containsEntry("ssl.key.password", "hush");
        assertThat(ClientProperties.read(file)).hasToString("client properties [ssl.key.password]");
    }

    @Test
    void whatRunsEverythingInOneProcessIsTheDefaultsOnFreePorts() throws ConfigException {
        assertThat(NodeConfig.allInOne(Path.of("d"), 7))
                .isEqualTo(NodeConfig.read(Map.of("data", "d", "mrd-port", "0", "http-port", "7"), Map.of()));
        assertThatThrownBy(() -> NodeConfig.allInOne(Path.of("d"), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> faults(Map<String, String> flags) {
        return catchThrowableOfType(ConfigException.class, () -> NodeConfig.read(flags, Map.of()))
                .getMessage().lines().toList();
    }

    private static List<Role> roles(String... names) {
        return List.of(names).stream().map(name -> Roles.named(name).orElseThrow()).toList();
    }

    private static Map<String, String> environment(Map<String, String> settings) {
        return settings.entrySet().stream().collect(Collectors.toMap(
                setting -> "LARMOR_" + setting.getKey().replace('-', '_').toUpperCase(java.util.Locale.ROOT),
                Map.Entry::getValue));
    }

    private Path file(Map<String, String> settings) throws IOException {
        return Files.write(
                folder.resolve("larmor.properties"),
                settings.entrySet().stream().map(one -> one.getKey() + " = " + one.getValue()).toList());
    }
}
