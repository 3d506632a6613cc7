package org.larmor.worker;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CautionTest {
    private final Caution caution = new Caution();

    @Test
    void isCalmAfterManyFirstDeliveriesUntilOneWasDeliveredBefore() {
        assertThat(caution.isCalm()).isFalse();
        for (int i = 0; i < 8; i++) {
            assertThat(caution.isCalm()).isFalse();
            assertThat(caution.suspects(List.of(delivery(1)))).isFalse();
        }
        assertThat(caution.isCalm()).isTrue();
        assertThat(caution.suspects(List.of())).isFalse();
        assertThat(caution.isCalm()).isTrue();
        assertThat(caution.suspects(List.of(delivery(1), delivery(2)))).isTrue();
        assertThat(caution.isCalm()).isFalse();
    }

    @Test
    void onlyOneHasTheTurn() throws InterruptedException {
        assertThat(caution.await(0)).isTrue();
        assertThat(caution.await(1)).isFalse();
        caution.pass();
        assertThat(caution.await(0)).isTrue();
    }

    private static ConsumerRecord<byte[], byte[]> delivery(int count) {
        return new ConsumerRecord<>(
                "jobs", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, new byte[0], new byte[0], new RecordHeaders(),
                Optional.empty(), Optional.of((short) count));
    }
}
