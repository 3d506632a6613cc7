package org.larmor.telemetry;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PercentilesTest {
    @Property(tries = 300)
    void areThoseOfTheSortedValuesToTheirResolution(
            @ForAll @NotEmpty long[] raw, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        long[] values = Arrays.stream(raw).map(value -> value & (Long.MAX_VALUE >> 1)).sorted().toArray();
        Percentiles percentiles = new Percentiles();
        Arrays.stream(values).forEach(percentiles::record);
        long exact = values[Math.max(0, (int) Math.ceil(share * values.length) - 1)];
        assertThat(percentiles.at(share)).isBetween(exact, exact + exact / 64);
        assertThat(percentiles.count()).isEqualTo(values.length);
        assertThat(percentiles.max()).isEqualTo(values[values.length - 1]);
    }

    @Property
    void smallValuesAreExact(@ForAll @LongRange(min = 0, max = 127) long value) {
        Percentiles percentiles = new Percentiles();
        percentiles.record(value);
        percentiles.record(1000);
        assertThat(percentiles.at(0.5)).isEqualTo(value);
    }

    @Test
    void nothingRecordedIsZero() {
        assertThat(new Percentiles().at(0.99)).isZero();
        assertThatThrownBy(() -> new Percentiles().record(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
