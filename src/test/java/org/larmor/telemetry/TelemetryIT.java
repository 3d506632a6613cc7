package org.larmor.telemetry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicMetadata;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;

import static org.assertj.core.api.Assertions.assertThat;

class TelemetryIT {
    @TempDir
    Path data;

    @Test
    void aProducersMetricsComeAndGoWithItsBinding() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0);
                TopicAdmin topics = TopicAdmin.connect(KafkaConnection.to(broker.bootstrap()));
                Telemetry telemetry = new Telemetry()) {
            topics.apply(TopicPlan.DEFINED);
            try (Producer<String, String> producer = KafkaConnection.to(broker.bootstrap()).producer(
                    ClientSettings.neverBlocking(ClientSettings.payloadProducer(64 << 20)),
                    new StringSerializer(), new StringSerializer())) {
                TopicMetadata.await(producer, Duration.ofSeconds(10), List.copyOf(Topics.ALL));
                Telemetry.Binding binding = telemetry.bind(producer);
                producer.send(new ProducerRecord<>(Topics.DATA.name(), 2, "scan", "chunk"))
                        .get(10, TimeUnit.SECONDS);
                assertThat(telemetry.scrape()).containsPattern("kafka_producer_record_send_total\\{[^}]*} [1-9]");
                binding.close();
                assertThat(telemetry.scrape()).doesNotContain("kafka_producer_record_send_total");
            }
        }
    }
}
