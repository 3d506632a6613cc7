package org.larmor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.Topics;
import org.larmor.node.Endpoints;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody who can write to Kafka puts another record of events in the place of a site's. */
@Tag("full")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AuditIT {
    private static final TopicPartition EVENTS = new TopicPartition(Topics.ADAPT_EVENTS.name(), 0);
    private static final StringWriter SAID = new StringWriter();

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;

    private int larmor(Object... arguments) {
        SAID.getBuffer().setLength(0);
        var line = Main.commandLine();
        line.setOut(new PrintWriter(SAID, true));
        line.setErr(new PrintWriter(SAID, true));
        return line.execute(Stream.concat(Stream.of(arguments), Stream.of("--data", folder.resolve("data")))
                .map(Object::toString)
                .toArray(String[]::new));
    }

    private KafkaConnection kafka() {
        return KafkaConnection.to(broker.bootstrap());
    }

    private List<byte[]> records() {
        List<byte[]> records = new ArrayList<>();
        LogSnapshot.read(kafka(), Topics.ADAPT_EVENTS, record -> records.add(record.value()));
        return records;
    }

    /** What was there is gone, and this is there. */
    private void replace(List<byte[]> records) throws Exception {
        try (Admin admin = kafka().admin(Map.of())) {
            admin.deleteRecords(Map.of(EVENTS, RecordsToDelete.beforeOffset(-1))).all().get();
        }
        try (Producer<String, byte[]> producer =
                kafka().producer(ClientSettings.eventProducer(), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records.size(); i++) {
                producer.send(new ProducerRecord<>(EVENTS.topic(), 0, String.valueOf(i), records.get(i))).get();
            }
        }
    }

    @Test
    void everyForgeryIsFound() throws Exception {
        Path data = folder.resolve("data");
        try (Node node = Node.start(NodeConfig.allInOne(data, 0))) {
            for (double heldOut : new double[] {0.1, 0.2, 0.3, 0.4}) {
                Path policy = Files.writeString(folder.resolve("policy.yaml"), "held-out: " + heldOut + "\n");
                assertThat(larmor("adapt", "policy", policy)).as(SAID.toString()).isZero();
            }
            assertThat(node.endpoints()).isNotNull();
        }
        try (EmbeddedBroker only = EmbeddedBroker.start(data, 0)) {
            broker = only;
            new Endpoints(only.bootstrap(), null, null, ProcessHandle.current().pid()).write(data);
            List<byte[]> whole = records();
            assertThat(whole).hasSize(6);
            Path signed = folder.resolve("head.txt");
            assertThat(larmor("audit", "sign", "--out", signed)).as(SAID.toString()).isZero();
            assertThat(larmor("audit", "verify", "--signed", signed)).as(SAID.toString()).isZero();

            List<byte[]> edited = new ArrayList<>(whole);
            edited.set(2, new String(whole.get(2), StandardCharsets.UTF_8).replace("0.1", "0.9").getBytes(StandardCharsets.UTF_8));
            assertThat(edited.get(2)).isNotEqualTo(whole.get(2));
            replace(edited);
            assertThat(larmor("audit", "verify")).isEqualTo(ExitCode.FAILED);
            assertThat(SAID.toString()).contains("event 3 does not follow the one before it");

            List<byte[]> removed = new ArrayList<>(whole);
            removed.remove(3);
            replace(removed);
            assertThat(larmor("audit", "verify")).isEqualTo(ExitCode.FAILED);
            assertThat(SAID.toString()).contains("event 3 is missing");

            List<byte[]> cutRecord = new ArrayList<>(whole);
            cutRecord.set(4, Arrays.copyOf(whole.get(4), whole.get(4).length / 2));
            replace(cutRecord);
            assertThat(larmor("audit", "verify")).isEqualTo(ExitCode.FAILED);
            assertThat(SAID.toString()).contains("event 4 cannot be read");

            // cut at its end it is whole in itself, whatever cards were cut with it: only what was signed tells
            replace(whole.subList(0, 4));
            assertThat(larmor("audit", "verify")).as(SAID.toString()).isZero();
            assertThat(larmor("audit", "verify", "--signed", signed)).isEqualTo(ExitCode.FAILED);
            assertThat(SAID.toString()).contains("was cut");

            replace(whole);
            assertThat(larmor("audit", "verify", "--signed", signed)).as(SAID.toString()).isZero();
        }
    }
}
