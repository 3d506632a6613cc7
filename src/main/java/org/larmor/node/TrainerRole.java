package org.larmor.node;

import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.runs.RunTaker;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.RunOrder;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.telemetry.MeterNames;

/** Trains models on what was gathered, in a process of its own that yields to everything else. */
final class TrainerRole implements Role {
    /** What bounds a program's memory, heap and native alike: what it could write to, by the system's count. */
    private static final Path BOUNDING = Path.of("/usr/bin/prlimit");

    /** One core computes; more threads for the JVM's own work would only take from the others. */
    private static final String ONE_CORE = "-XX:ActiveProcessorCount=1";

    private static final String PROGRAM = "org.larmor.cli.Main";
    private static final String HEAP = "-Xmx1g";

    @Override
    public String name() {
        return "trainer";
    }

    @Override
    public void check(NodeConfig config) {
        OwnDevice.check(config);
    }

    @Override
    public void start(NodeContext context) throws IOException {
        NodeConfig config = context.config();
        Path runs = Files.createDirectories(config.data().resolve("runs"));
        Path properties = properties(config, runs);
        RunTaker taker = context.own(RunTaker.start(
                context.kafka(),
                "trainer-" + UUID.randomUUID(),
                runs,
                (order, place) -> training(context.kafka().bootstrap(), properties, config, order, place)));
        Gauge.builder(MeterNames.TRAINER_BUSY, taker, trainer -> trainer.isBusy() ? 1 : 0)
                .description("1 while a trainer does a run")
                .register(context.telemetry().registry());
        OwnDevice.ofOthers(context);
        context.health(name(), taker::isAlive, taker::isAlive);
    }

    /** What Kafka's clients are told, for the other process; as its owner's alone as all in the data folder. Null for nothing. */
    private static @Nullable Path properties(NodeConfig config, Path runs) throws IOException {
        if (config.kafkaProperties().values().isEmpty()) {
            return null;
        }
        Properties all = new Properties();
        all.putAll(config.kafkaProperties().values());
        Path file = runs.resolve("kafka.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            all.store(out, null);
        }
        return file;
    }

    private static String subcommand(RunOrder order) {
        return switch (order) {
            case TrainingOrder _ -> "train-run";
            case GateOrder _ -> "gate-run";
        };
    }

    private static ProcessBuilder training(
            String kafka, @Nullable Path properties, NodeConfig config, RunOrder order, Path place) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(BOUNDING)) {
            command.addAll(List.of(BOUNDING.toString(), "--data=" + config.trainerMemory()));
        }
        command.addAll(Yielding.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-Dlarmor.") && !option.startsWith("-Xm") && !option.startsWith("-agentlib")) {
                command.add(option);
            }
        }
        // it ends when this process does, also by kill -9
        command.add("-Dlarmor.launcher.pid=" + ProcessHandle.current().pid());
        command.addAll(List.of(HEAP, ONE_CORE));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PROGRAM, subcommand(order), order.run()));
        command.addAll(List.of("--kafka", kafka, "--out", place.toString(), "--sample-keys", config.sampleKeys().toString()));
        command.addAll(List.of(NodeSettings.DEVICE.flag(), config.device().text()));
        if (config.deviceMemory() < Long.MAX_VALUE) {
            command.addAll(List.of(NodeSettings.DEVICE_MEMORY.flag(), (config.deviceMemory() >> 10) + "k"));
        }
        if (properties != null) {
            command.addAll(List.of("--kafka-config", properties.toString()));
        }
        return new ProcessBuilder(command);
    }
}
