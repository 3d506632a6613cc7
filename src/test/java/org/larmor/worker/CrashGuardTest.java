package org.larmor.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CrashGuardTest {
    private final CrashGuard guard = new CrashGuard();

    @Test
    void isCalmAfterManyFirstDeliveriesUntilOneWasDeliveredBefore() {
        assertThat(guard.allowsAll()).isFalse();
        for (int i = 0; i < 8; i++) {
            assertThat(guard.allowsAll()).isFalse();
            assertThat(guard.suspects(List.of(delivery(1)))).isFalse();
        }
        assertThat(guard.allowsAll()).isTrue();
        assertThat(guard.suspects(List.of())).isFalse();
        assertThat(guard.allowsAll()).isTrue();
        assertThat(guard.suspects(List.of(delivery(1), delivery(2)))).isTrue();
        assertThat(guard.allowsAll()).isFalse();
    }

    @Test
    void onlyOneHasTheTurn() throws InterruptedException {
        assertThat(guard.awaitTurn(0)).isTrue();
        assertThat(guard.awaitTurn(1)).isFalse();
        guard.passTurn();
        assertThat(guard.awaitTurn(0)).isTrue();
    }

    @Test
    void whoAsksAloneMayWaitLongAndWhoDoesNotGivesTheTurnBackSoon() {
        Object one = new Object();
        Object other = new Object();
        assertThat(guard.asksAlone(one)).isFalse();
        assertThat(guard.asks(one)).isGreaterThan(Duration.ofMillis(100));
        assertThat(guard.asksAlone(one)).isTrue();
        assertThat(guard.asksAlone(other)).isFalse();
        assertThat(guard.asks(other)).isLessThan(Duration.ofMillis(50));
        assertThat(guard.asks(one)).isLessThan(Duration.ofMillis(50));
        assertThat(guard.asksAlone(one)).isFalse();
        guard.asksNoMore(other);
        assertThat(guard.asksAlone(one)).isTrue();
        guard.asksNoMore(one);
        assertThat(guard.asksAlone(one)).isFalse();
    }

    private static ConsumerRecord<byte[], byte[]> delivery(int count) {
        return new ConsumerRecord<>(
                "jobs", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, new byte[0], new byte[0], new RecordHeaders(),
                Optional.empty(), Optional.of((short) count));
    }
}
