package org.larmor.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientProperties;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A whole node against a broker that lets nobody in without a password. Each kind of client is on a frame's way: admin,
 * producers, consumers, share consumers and the router's Streams; one that did not get the properties would stop it.
 */
@Timeout(180)
class SecuredKafkaIT {
    private static final int REPETITIONS = 3;
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    @TempDir
    Path folder;

    private EmbeddedBroker broker;
    private Path properties;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of(
                "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "PLAINTEXT",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "sasl.enabled.mechanisms", "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config",
                LOGIN + "username=\"broker\" password=\"b\" user_broker=\"b\" user_larmor=\"hush\";"));
        properties = Files.write(folder.resolve("kafka.properties"), List.of(
                "security.protocol = SASL_PLAINTEXT",
                "sasl.mechanism = PLAIN",
                "sasl.jaas.config = " + LOGIN + "username=\"larmor\" password=\"hush\";"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void theFilesPropertiesReachEveryClientOfANode() throws Exception {
        try (TopicAdmin admin =
                TopicAdmin.connect(new KafkaConnection(broker.bootstrap(), ClientProperties.read(properties)))) {
            admin.apply(TopicPlan.DEFINED);
        }
        try (Node node = Node.start(NodeConfig.read(
                Map.of(
                        "data", folder.resolve("node").toString(),
                        "kafka", broker.bootstrap(),
                        "kafka-config", properties.toString(),
                        "mrd-port", "0",
                        "http-port", "0"),
                Map.of()))) {
            String mrd = node.endpoints().mrd();
            int port = Integer.parseInt(mrd.substring(mrd.lastIndexOf(':') + 1));
            SimulatedScan scan =
                    new SimulatedScan(new Phantom(32, 32, 2, 2, 1), ScanPlan.plain().withRepetitions(REPETITIONS));
            ScanReport report = new ScannerClient(
                            ScannerSettings.of("127.0.0.1", port, "rss")
                                    .withPatience(Duration.ofMinutes(1)),
                            ScanListener.NONE)
                    .run(scan.messages());
            assertThat(report.failure()).isNull();
            assertThat(report.closed()).isTrue();
            assertThat(report.images()).isEqualTo(REPETITIONS);
        }
    }

    @Test
    void nobodyElseIsLetIn() {
        Map<String, Object> impatient = ClientSettings.neverBlocking(ClientSettings.eventProducer());
        impatient.put("max.block.ms", 3_000);
        try (Producer<String, String> stranger = KafkaConnection.to(broker.bootstrap())
                .producer(impatient, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() -> stranger.send(new ProducerRecord<>(Topics.STATUS.name(), "stranger", "hello"))
                            .get())
                    .hasMessageContaining("not present in metadata");
        }
    }
}
