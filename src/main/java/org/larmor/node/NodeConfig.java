package org.larmor.node;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ClientProperties;
import org.larmor.recon.engine.DeviceChoice;
import org.larmor.web.access.AddressRanges;

/**
 * How a node is to be run.
 *
 * @param data the process's folder
 * @param roles what the process does, in the order in which the roles start
 * @param kafka {@code host:port} of a broker elsewhere, or several with commas; null where a role brings one
 * @param kafkaProperties for every Kafka client, by Kafka's names
 * @param kafkaPort of the embedded broker; 0 for the last one or any
 * @param mrdHost the address of this machine at which scanners are served
 * @param mrdPort for scanners; 0 for any
 * @param httpHost likewise for people
 * @param httpPort for people; 0 for any
 * @param probesFrom who may ask for metrics and health
 * @param idleTimeout after which a connection on which nothing moves is closed
 * @param frameTimeout after which a silent scan's unfinished frames end as they are
 * @param drainTimeout how long scans in progress may go on when the process is told to end
 * @param workers reconstructions at once
 * @param siteKey where the site's key is
 * @param policy what is to be published as the site's policy, null for nothing
 * @param sampleKeys where the keys of what is learned from are
 * @param gatewayMemory what all connections together may make the gateway hold, bytes
 * @param maxConnections of scanners at once
 * @param workerMemory what the frames that are reconstructed at once may take, bytes
 * @param trainerMemory what a training run's process may take, bytes
 * @param device what workers and trainer compute networks on
 * @param deviceMemory what networks at work may take of a graphics processor's memory, bytes by estimate; {@link
 *     Long#MAX_VALUE} for what is there
 * @param jobLock how long a worker holds a job without renewing it, as every process of a cluster should say alike
 */
public record NodeConfig(
        Path data,
        List<Role> roles,
        @Nullable String kafka,
        ClientProperties kafkaProperties,
        int kafkaPort,
        String mrdHost,
        int mrdPort,
        String httpHost,
        int httpPort,
        AddressRanges probesFrom,
        Duration idleTimeout,
        Duration frameTimeout,
        Duration drainTimeout,
        int workers,
        Path siteKey,
        @Nullable Path policy,
        Path sampleKeys,
        long gatewayMemory,
        int maxConnections,
        long workerMemory,
        long trainerMemory,
        DeviceChoice device,
        long deviceMemory,
        Duration jobLock) {
    /** The site's key in a data folder. */
    public static final String OWN_SITE_KEY = "site.key";

    /** The token in a data folder that lets in whoever may read that, with every role, at its own node alone. */
    public static final String OWN_TOKEN = "own.token";

    /** The keys of samples in a data folder. */
    public static final String OWN_SAMPLE_KEYS = "sample-keys";

    /** The part of the heap that frames may take where nothing is said. */
    private static final int FRAMES_ONE_IN = 3;

    /** The part of the machine's memory that a training may take where nothing is said. */
    private static final int TRAINING_ONE_IN = 2;

    public NodeConfig {
        roles = List.copyOf(roles);
    }

    /**
     * Reads the configuration from the command line, the environment and, where one of them names it, a file, in that
     * order of precedence.
     *
     * @param flags what the command line says, by {@link Setting#name}
     * @throws ConfigException where something is wrong, with everything that is
     */
    public static NodeConfig read(Map<String, String> flags, Map<String, String> environment) throws ConfigException {
        SettingValues values = new SettingValues(flags, environment);
        if (values.find(NodeSettings.DATA).isEmpty() && !values.isFaulty(NodeSettings.DATA)) {
            values.fault(NodeSettings.DATA.flag() + ": missing; it says which folder is this process's");
        }
        String kafka = values.find(NodeSettings.KAFKA).orElse(null);
        List<Role> roles = values.find(NodeSettings.ROLES).orElseGet(() -> Roles.ALL.stream()
                .filter(role -> kafka == null || !role.bringsKafka())
                .toList());
        if (!values.isFaulty(NodeSettings.ROLES) && !values.isFaulty(NodeSettings.KAFKA)) {
            checkKafka(values, kafka, roles);
        }
        values.check();
        return new NodeConfig(
                values.find(NodeSettings.DATA).orElseThrow(),
                roles,
                kafka,
                values.find(NodeSettings.KAFKA_CONFIG).orElse(ClientProperties.NONE),
                values.find(NodeSettings.KAFKA_PORT).orElseThrow(),
                values.find(NodeSettings.MRD_HOST).orElseThrow(),
                values.find(NodeSettings.MRD_PORT).orElseThrow(),
                values.find(NodeSettings.HTTP_HOST).orElseThrow(),
                values.find(NodeSettings.HTTP_PORT).orElseThrow(),
                values.find(NodeSettings.PROBES_FROM).orElseThrow(),
                values.find(NodeSettings.IDLE_TIMEOUT).orElseThrow(),
                values.find(NodeSettings.FRAME_TIMEOUT).orElseThrow(),
                values.find(NodeSettings.DRAIN_TIMEOUT).orElseThrow(),
                values.find(NodeSettings.WORKERS).orElseThrow(),
                values.find(NodeSettings.SITE_KEY)
                        .orElseGet(() -> values.find(NodeSettings.DATA).orElseThrow().resolve(OWN_SITE_KEY)),
                values.find(NodeSettings.POLICY).orElse(null),
                values.find(NodeSettings.SAMPLE_KEYS)
                        .orElseGet(() -> values.find(NodeSettings.DATA).orElseThrow().resolve(OWN_SAMPLE_KEYS)),
                values.find(NodeSettings.GATEWAY_MEMORY).orElseThrow(),
                values.find(NodeSettings.MAX_CONNECTIONS).orElseThrow(),
                values.find(NodeSettings.WORKER_MEMORY)
                        .orElse(Runtime.getRuntime().maxMemory() / FRAMES_ONE_IN),
                values.find(NodeSettings.TRAINER_MEMORY).orElseGet(() -> machine() / TRAINING_ONE_IN),
                values.find(NodeSettings.DEVICE).orElseThrow(),
                values.find(NodeSettings.DEVICE_MEMORY).orElse(Long.MAX_VALUE),
                values.find(NodeSettings.JOB_LOCK).orElseThrow());
    }

    /** Every role in one process, with an embedded broker, as {@code demo} runs it; ports are picked but for HTTP's. */
    public static NodeConfig allInOne(Path data, int httpPort) {
        try {
            return read(
                    Map.of(
                            NodeSettings.DATA.name(), data.toString(),
                            NodeSettings.MRD_PORT.name(), "0",
                            NodeSettings.HTTP_PORT.name(), String.valueOf(httpPort)),
                    Map.of());
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The machine's memory, or what of it a container has, bytes. */
    private static long machine() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    private static void checkKafka(SettingValues values, @Nullable String kafka, List<Role> roles) {
        for (Role role : roles) {
            if (kafka != null && role.bringsKafka()) {
                values.fault("--kafka and the role " + role.name() + " exclude each other");
            }
        }
        if (kafka == null && roles.stream().noneMatch(Role::bringsKafka)) {
            values.fault("without the role broker, --kafka says which broker to use");
        }
    }
}
