package org.larmor.adapt.events;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ModelAlias;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class BansIT {
    @TempDir
    Path data;

    @Test
    void whatWasRejectedIsKnownAtOnceAndWhatIsRejectedSoonAfter() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            KafkaConnection kafka = KafkaConnection.to(broker.bootstrap());
            try (TopicAdmin topics = TopicAdmin.connect(kafka)) {
                topics.apply(TopicPlan.DEFINED);
            }
            reject(kafka, 0, "knee", "a@1");
            try (Bans bans = Bans.follow(kafka)) {
                assertThat(bans.why("knee", "a@1")).startsWith("gate-0 has rejected it: it is worse");
                assertThat(bans.why("head", "a@1")).as("of another domain").isEmpty();
                assertThat(bans.why("knee", "b@1")).isEmpty();
                reject(kafka, 1, ModelAlias.GENERAL, "b@1");
                await().untilAsserted(() -> assertThat(bans.why("knee", "b@1")).startsWith("gate-1"));
                assertThat(bans.isAlive()).isTrue();
            }
        }
    }

    private static void reject(KafkaConnection kafka, long number, String domain, String version) throws Exception {
        AdaptEvent event = new AdaptEvent(number, EventHash.NONE, 0, null, new AdaptEvent.GateEnded(
                "gate-" + number, domain, version, AdaptEvent.Verdict.REJECTED, List.of("it is worse"), "", null, null));
        try (Producer<String, AdaptEvent> producer = kafka.producer(
                ClientSettings.eventProducer(), new StringSerializer(), Topics.ADAPT_EVENTS.value().serializer())) {
            producer.send(new ProducerRecord<>(Topics.ADAPT_EVENTS.name(), 0, "" + number, event))
                    .get(10, TimeUnit.SECONDS);
        }
    }
}
