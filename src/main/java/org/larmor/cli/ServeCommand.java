package org.larmor.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor serve}: runs one or more roles until it is stopped. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs the gateway: by default every role in one process, with an embedded Kafka broker.",
        footer = {
            "",
            "Examples:",
            "  larmor serve --data /var/lib/larmor",
            "  larmor serve --data d1 --roles broker",
            "  larmor serve --data d2 --roles worker --kafka broker-1:9092,broker-2:9092",
            "",
            "When ready it writes <data>/endpoints.json and answers 200 at /health/ready."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "This process's folder.")
    private Path data;

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            converter = RoleConverter.class,
            description = "Of ${COMPLETION-CANDIDATES}. Default: all; without broker where --kafka is given.",
            completionCandidates = RoleNames.class)
    private @Nullable List<Role> roles;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "A broker elsewhere, instead of the embedded one.")
    private @Nullable String kafka;

    @Option(names = "--mrd-port", defaultValue = "9002", description = "For scanners; 0 picks one. Default: 9002.")
    private int mrdPort;

    @Option(names = "--http-port", defaultValue = "8080", description = "For people; 0 picks one. Default: 8080.")
    private int httpPort;

    @Option(
            names = "--kafka-port",
            defaultValue = "0",
            description = "Of the embedded broker; 0, the default, keeps the last one or picks one.")
    private int kafkaPort;

    @Option(
            names = "--idle-timeout",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "A connection on which nothing moves for so long is closed. Default: 10m.")
    private Duration idleTimeout;

    @Option(
            names = "--frame-timeout",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "A scan silent for so long has its unfinished frames reconstructed as they are. Default: 2m.")
    private Duration frameTimeout;

    @Option(names = "--workers", defaultValue = "0", description = "Reconstructions at once. Default: one per core.")
    private int workers;

    // For tests that wait until it runs out; every process started against a broker sets it anew.
    @Option(
            names = "--job-lock",
            hidden = true,
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long a worker holds a job without renewing it.")
    private Duration jobLock;

    @Override
    public Integer call() throws Exception {
        NodeOptions options = options();
        try (Node node = Node.start(options)) {
            Endpoints endpoints = node.endpoints();
            System.err.println("larmor: ready" + (endpoints.mrd() == null ? "" : "; scanners: " + endpoints.mrd())
                    + (endpoints.http() == null ? "" : "; " + endpoints.http() + "/")
                    + "; kafka: " + endpoints.kafka());
            node.awaitStop();
        }
        return 0;
    }

    private NodeOptions options() {
        Set<Role> chosen = EnumSet.allOf(Role.class);
        if (kafka != null) {
            chosen.remove(Role.BROKER);
        }
        if (roles != null) {
            chosen = EnumSet.copyOf(roles);
        }
        if (kafka != null && chosen.contains(Role.BROKER)) {
            throw new ParameterException(spec.commandLine(), "--kafka and the role broker exclude each other");
        }
        if (kafka == null && !chosen.contains(Role.BROKER)) {
            throw new ParameterException(
                    spec.commandLine(), "without the role broker, --kafka says which broker to use");
        }
        int parallel = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
        return new NodeOptions(
                data, chosen, kafka, kafkaPort, mrdPort, httpPort, idleTimeout, frameTimeout, parallel, jobLock);
    }
}
