package org.larmor.bus;

import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KafkaConnectionTest {
    @Test
    void aClientsPurposeWinsOverTheConnectionsPropertiesAndTheseOverWhatIsUsual() {
        KafkaConnection kafka = new KafkaConnection("one:1,two:2", new ClientProperties(Map.of(
                "security.protocol", "SSL", "reconnect.backoff.max.ms", "7", "acks", "0", "client.id", "mine")));
        assertThat(kafka.settings(ClientSettings.eventProducer()))
                .containsEntry("security.protocol", "SSL")
                .containsEntry("reconnect.backoff.max.ms", "7")
                .containsEntry("client.id", "mine")
                .containsEntry("acks", "all")
                .containsEntry("bootstrap.servers", "one:1,two:2");
        assertThat(KafkaConnection.to("one:1").settings(Map.of()))
                .isEqualTo(Map.of("bootstrap.servers", "one:1", "reconnect.backoff.max.ms", 500, "metric.reporters", ""));
    }
}
