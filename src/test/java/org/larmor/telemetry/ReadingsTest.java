package org.larmor.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadingsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aMetersLabelsAreToldApartOrAddedUp() {
        Counter.builder(MeterNames.FRAMES).tag("result", "images").register(registry).increment(3);
        Counter.builder(MeterNames.FRAMES).tag("result", "failed").register(registry).increment();
        Counter.builder(MeterNames.DEAD_LETTERS).tag("role", "router").register(registry).increment(2);
        Counter.builder(MeterNames.DEAD_LETTERS).tag("role", "worker").register(registry).increment(5);
        Gauge.builder(MeterNames.SESSIONS, () -> 4).register(registry);
        assertThat(Readings.of(registry))
                .isEqualTo(Map.of(
                        "larmor_frames_total{images}", 3.0,
                        "larmor_frames_total{failed}", 1.0,
                        "larmor_dead_letters_total", 7.0,
                        "larmor_sessions", 4.0));
    }

    @Test
    void whatIsNotShownAndWhatHasNoValueIsLeftOut() {
        Counter.builder("kafka.producer.record.send.total").register(registry).increment();
        Gauge.builder(MeterNames.SESSIONS, () -> Double.NaN).register(registry);
        assertThat(Readings.of(registry)).isEmpty();
    }
}
