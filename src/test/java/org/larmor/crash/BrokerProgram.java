package org.larmor.crash;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One broker and controller of a cluster with Kafka's own defaults, until it is killed. Arguments: its folder, its number,
 * its two ports, the cluster's controllers as Kafka names them.
 */
final class BrokerProgram {
    private static final String CLUSTER = "larmorTestCluster00001";

    private BrokerProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        if (!Files.exists(folder.resolve("meta.properties"))) {
            Files.createDirectories(folder);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .setNodeId(number)
                    .setClusterId(CLUSTER)
                    .setControllerListenerName("CONTROLLER")
                    .setDirectories(List.of(folder.toString()))
                    .setMetadataLogDirectory(folder.toString())
                    .setFeatureLevel("share.version", (short) 1)
                    .run();
        }
        KafkaRaftServer server = new KafkaRaftServer(
                new KafkaConfig(
                        Map.of(
                                "process.roles", "broker,controller",
                                "node.id", String.valueOf(number),
                                "listeners",
                                        "PLAINTEXT://127.0.0.1:" + arguments[2] + ",CONTROLLER://127.0.0.1:" + arguments[3],
                                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                                "controller.listener.names", "CONTROLLER",
                                "controller.quorum.voters", arguments[4],
                                "log.dirs", folder.toString()),
                        false),
                Time.SYSTEM);
        server.startup();
        new CountDownLatch(1).await();
    }
}
