package org.larmor.gateway;

import org.junit.jupiter.api.Test;
import org.larmor.gateway.ClockSkew.Sample;
import org.larmor.gateway.ClockSkew.Send;

import static org.assertj.core.api.Assertions.assertThat;

class ClockSkewTest {
    private static final long DAY = 86_400_000;
    private static final long SECOND = 1_000_000_000L;

    private final ClockSkew skew = new ClockSkew();

    @Test
    void theLogsTimeStandsForHalfWay() {
        Sample sample = new Send(10_000, 0).acknowledged(10_050, 10_200, 200_000_000);
        assertThat(sample).isEqualTo(new Sample(50, 200, 200_000_000));
    }

    @Test
    void aTopicThatKeepsItsProducersTimeSaysNothing() {
        assertThat(new Send(10_000, 0).acknowledged(10_000, 10_200, 200_000_000)).isNull();
        skew.take(null);
        assertThat(skew.ms()).isZero();
        assertThat(skew.isBeyond()).isFalse();
    }

    @Test
    void theShortestRoundTripIsBelievedUntilItIsOld() {
        skew.take(new Sample(100, 10, 0));
        skew.take(new Sample(900, 2_000, SECOND));
        assertThat(skew.ms()).isEqualTo(100);
        skew.take(new Sample(120, 5, 2 * SECOND));
        assertThat(skew.ms()).isEqualTo(120);
        skew.take(new Sample(900, 2_000, 63 * SECOND));
        assertThat(skew.ms()).isEqualTo(900);
    }

    @Test
    void aClockThatIsSetIsSeenAtOnce() {
        skew.take(new Sample(-4 * DAY, 10, 0));
        assertThat(skew.isBeyond()).isTrue();
        skew.take(new Sample(3, 300, SECOND));
        assertThat(skew.ms()).isEqualTo(3);
        assertThat(skew.isBeyond()).isFalse();
    }

    @Test
    void itIsSaidInWords() {
        skew.take(new Sample(-4 * DAY, 10, 0));
        assertThat(skew.words()).isEqualTo(
                "this gateway's clock is 4 d behind the log's; at most 60 min is accepted: set it");
        skew.take(new Sample(2 * 3_600_000, 10, 1));
        assertThat(skew.words()).startsWith("this gateway's clock is 2 h ahead of the log's");
        skew.take(new Sample(50 * 60_000, 10, 2));
        assertThat(skew.words()).startsWith("this gateway's clock is 50 min ahead of the log's");
        assertThat(skew.isBeyond()).isFalse();
    }
}
