package org.larmor.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.StreamOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamOrderTest {
    @Property
    void comesBackAsItWas(@ForAll @Size(max = 60) List<@LongRange(min = 1, max = 4) Long> steps) {
        List<Long> numbers = new ArrayList<>();
        long last = -1;
        for (long step : steps) {
            last += step == 4 ? 1L << 33 : step;
            numbers.add(last);
        }
        assertThat(read(write(numbers))).isEqualTo(numbers);
    }

    @Test
    void runsTakeFewBytes() {
        assertThat(write(LongStream.range(100_000, 200_000).boxed().toList())).hasSizeLessThan(8);
        assertThat(write(LongStream.range(0, 5_000).map(line -> 3 + 20 * line).boxed().toList()))
                .as("a line of each of 20 slices in turn").hasSizeLessThan(8);
        StreamOrder.Writer one = new StreamOrder.Writer();
        one.add(7);
        assertThat(one.bytes()).isZero();
    }

    @Test
    void neverGoesBack() {
        StreamOrder.Writer order = new StreamOrder.Writer();
        order.add(4);
        assertThatThrownBy(() -> order.add(4)).isInstanceOf(IllegalArgumentException.class);
        order.add(6);
        order.add(8);
        assertThatThrownBy(() -> order.add(8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoOrderIsRefused() {
        assertThat(read(new byte[0])).isEmpty();
        for (byte[] bytes : new byte[][] {
            {1}, {0, 1}, {1, 0}, {1, 2}, {1, 2, 0}, {(byte) 0x80, 0, 1},
            {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 1},
            {-1, -1, -1, -1, -1, -1, -1, -1, 127, 1, 5, 1}
        }) {
            assertThatThrownBy(() -> read(bytes)).isInstanceOf(RecordException.class);
        }
    }

    private static byte[] write(List<Long> numbers) {
        StreamOrder.Writer order = new StreamOrder.Writer();
        numbers.forEach(order::add);
        return order.encode();
    }

    private static List<Long> read(byte[] bytes) {
        StreamOrder.Reader order = new StreamOrder.Reader(bytes);
        List<Long> numbers = new ArrayList<>();
        while (order.hasNext()) {
            numbers.add(order.next());
        }
        return numbers;
    }
}
