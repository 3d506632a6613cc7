package org.larmor.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.larmor.bus.ClientProperties;
import org.larmor.bus.Pool;
import org.larmor.recon.engine.DeviceChoice;
import org.larmor.web.access.AddressRanges;

/** Every setting of a node, each written down here alone. */
public final class NodeSettings {
    static final Setting<Path> DATA =
            new Setting<>("data", "DIR", "This process's folder.", null, SettingReader.path());

    static final Setting<List<Role>> ROLES = new Setting<>(
            "roles",
            "ROLE[,ROLE…]",
            "Of " + Roles.names() + ". Default: all; without broker where --kafka is given.",
            null,
            SettingReader.roles());

    static final Setting<String> KAFKA = new Setting<>(
            "kafka",
            "HOST:PORT[,…]",
            "A broker elsewhere, instead of the embedded one.",
            null,
            SettingReader.addresses());

    static final Setting<ClientProperties> KAFKA_CONFIG = new Setting<>(
            "kafka-config",
            "FILE",
            "Properties for every Kafka client, by Kafka's names, such as security.protocol.",
            null,
            SettingReader.clientProperties());

    static final Setting<Integer> KAFKA_PORT = new Setting<>(
            "kafka-port",
            "PORT",
            "Of the embedded broker; 0, the default, keeps the last one or picks one.",
            "0",
            SettingReader.port());

    static final Setting<String> MRD_HOST = new Setting<>(
            "mrd-host",
            "ADDRESS",
            "Where scanners may connect from: an address of this machine, 0.0.0.0 for all of them. Default: 127.0.0.1.",
            "127.0.0.1",
            SettingReader.host());

    static final Setting<Integer> MRD_PORT = new Setting<>(
            "mrd-port", "PORT", "For scanners; 0 picks one. Default: 9002.", "9002", SettingReader.port());

    static final Setting<String> HTTP_HOST = new Setting<>(
            "http-host",
            "ADDRESS",
            "Where people may connect from, likewise. Default: 127.0.0.1.",
            "127.0.0.1",
            SettingReader.host());

    static final Setting<Integer> HTTP_PORT = new Setting<>(
            "http-port", "PORT", "For people; 0 picks one. Default: 8080.", "8080", SettingReader.port());

    static final Setting<AddressRanges> PROBES_FROM = new Setting<>(
            "probes-from",
            "ADDRESS[/BITS],…",
            "Who may ask for /metrics and /health, without a token. Default: everybody who gets there.",
            "0.0.0.0/0,::/0",
            AddressRanges::parse);

    static final Setting<Duration> IDLE_TIMEOUT = new Setting<>(
            "idle-timeout",
            "TIME",
            "A connection on which nothing moves for so long is closed. Default: 10m.",
            "10m",
            SettingReader.duration());

    static final Setting<Duration> DRAIN_TIMEOUT = new Setting<>(
            "drain-timeout",
            "TIME",
            "Scans in progress may go on for so long when the process is told to end (SIGTERM). Default: 10m.",
            "10m",
            SettingReader.duration());

    static final Setting<Duration> FRAME_TIMEOUT = new Setting<>(
            "frame-timeout",
            "TIME",
            "A scan silent for so long has its unfinished frames ended as they are. Default: 2m.",
            "2m",
            SettingReader.duration());

    static final Setting<Integer> WORKERS = new Setting<>(
            "workers",
            "N",
            "Reconstructions at once. Default: one per core.",
            String.valueOf(Runtime.getRuntime().availableProcessors()),
            SettingReader.count());

    static final Setting<Long> GATEWAY_MEMORY = new Setting<>(
            "gateway-memory",
            "SIZE",
            "What all scanners' connections together may make the gateway hold. Default: 96m.",
            "96m",
            SettingReader.bytes());

    /** Without it, the data folder's. */
    static final Setting<Path> SITE_KEY = new Setting<>(
            "site-key",
            "FILE",
            "The site's secret, the same for all its processes. Default: site.key in the data folder, made where it is missing.",
            null,
            SettingReader.path());

    static final Setting<Path> POLICY = new Setting<>(
            "policy",
            "FILE",
            "What may be learned from; the router publishes it to the site when it starts. Default: what was published last.",
            null,
            SettingReader.path());

    /** Without it, in the data folder. */
    static final Setting<Path> SAMPLE_KEYS = new Setting<>(
            "sample-keys",
            "DIR",
            "The keys of what is learned from, which workers and trainers share. Default: sample-keys in the data folder.",
            null,
            SettingReader.path());

    static final Setting<Integer> MAX_CONNECTIONS = new Setting<>(
            "max-connections",
            "N",
            "Scanners' connections at once. Default: 512.",
            "512",
            SettingReader.count());

    /** Without it, a part of the heap. */
    static final Setting<Long> WORKER_MEMORY = new Setting<>(
            "worker-memory",
            "SIZE",
            "What the frames that are reconstructed at once may take. Default: a third of the heap.",
            null,
            SettingReader.bytes());

    /** Its heap and the engine, with nothing computed yet. */
    private static final long LEAST_TRAINER_MEMORY = 2L << 30;

    /** Without it, a part of the machine's. */
    static final Setting<Long> TRAINER_MEMORY = new Setting<>(
            "trainer-memory",
            "SIZE",
            "What a training run's process may take; a run that needs more fails. Default: half of the machine's memory.",
            null,
            SettingReader.bytes(LEAST_TRAINER_MEMORY));

    /** What a device is, for the help. */
    public static final String DEVICE_LABEL = "auto|cpu|cuda:N";

    /** What choosing one does, for the help. */
    public static final String DEVICE_HELP =
            "What networks are computed on; auto takes the first graphics processor where the engine reaches one. Default: auto.";

    /** What bounding its memory does, for the help. */
    public static final String DEVICE_MEMORY_HELP =
            "What networks at work may take of a graphics processor's memory, by estimate. Default: what is free.";

    public static final Setting<DeviceChoice> DEVICE =
            new Setting<>("device", DEVICE_LABEL, DEVICE_HELP, "auto", DeviceChoice::parse);

    /** Without it, all that is there. */
    public static final Setting<Long> DEVICE_MEMORY =
            new Setting<>("device-memory", "SIZE", DEVICE_MEMORY_HELP, null, SettingReader.bytes());

    /** For tests that wait until it runs out; every process started against a broker sets it anew. */
    static final Setting<Duration> JOB_LOCK = new Setting<>(
            "job-lock",
            "TIME",
            "How long a worker holds a job without renewing it.",
            Pool.LOCK.toString(),
            SettingReader.duration(),
            true);

    /** Where the other settings may be read from; itself only on the command line and in the environment. */
    static final Setting<Path> CONFIG = new Setting<>(
            "config",
            "FILE",
            "More settings, as Java properties: the options' names without the hyphens before them.",
            null,
            SettingReader.path());

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(
            DATA,
            ROLES,
            KAFKA,
            KAFKA_CONFIG,
            KAFKA_PORT,
            MRD_HOST,
            MRD_PORT,
            HTTP_HOST,
            HTTP_PORT,
            PROBES_FROM,
            IDLE_TIMEOUT,
            FRAME_TIMEOUT,
            DRAIN_TIMEOUT,
            WORKERS,
            SITE_KEY,
            POLICY,
            SAMPLE_KEYS,
            GATEWAY_MEMORY,
            MAX_CONNECTIONS,
            WORKER_MEMORY,
            TRAINER_MEMORY,
            DEVICE,
            DEVICE_MEMORY,
            JOB_LOCK,
            CONFIG);

    private NodeSettings() {}
}
