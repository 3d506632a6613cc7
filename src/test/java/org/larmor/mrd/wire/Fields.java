package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A header as the specification lays it out, filled with random values beside a flyweight over {@code actual}, and
 * then compared with it byte by byte and getter by getter. Fields must cover the header without gap or overlap.
 */
final class Fields {
    private final RandomGenerator random;
    private final ByteBuffer actual;
    private final ByteBuffer expected = LittleEndian.allocate(400);
    private final boolean[] covered = new boolean[400];
    private final List<Runnable> readings = new ArrayList<>();

    interface FloatSetter {
        void accept(float value);
    }

    interface FloatGetter {
        float get();
    }

    interface VectorSetter {
        void accept(float x, float y, float z);
    }

    interface VectorGetter {
        float get(int i);
    }

    Fields(RandomGenerator random, ByteBuffer actual) {
        this.random = random;
        this.actual = actual;
    }

    void u16(int offset, IntConsumer setter, IntSupplier getter) {
        int value = u16At(offset);
        setter.accept(value);
        seen(value, getter);
    }

    /** A random value at this offset, for a setter of several. */
    int u16At(int offset) {
        int value = random.nextInt(0x10000);
        cover(offset, 2);
        expected.putShort(offset, (short) value);
        return value;
    }

    void seen(int value, IntSupplier getter) {
        readings.add(() -> assertThat(getter.getAsInt()).isEqualTo(value));
    }

    void i32(int offset, IntConsumer setter, IntSupplier getter) {
        int value = random.nextInt();
        cover(offset, 4);
        expected.putInt(offset, value);
        setter.accept(value);
        seen(value, getter);
    }

    void i64(int offset, LongConsumer setter, LongSupplier getter) {
        long value = random.nextLong();
        cover(offset, 8);
        expected.putLong(offset, value);
        setter.accept(value);
        readings.add(() -> assertThat(getter.getAsLong()).isEqualTo(value));
    }

    void f32(int offset, FloatSetter setter, FloatGetter getter) {
        float value = f32At(offset);
        setter.accept(value);
        readings.add(() -> assertThat(getter.get()).isEqualTo(value));
    }

    void vector(int offset, VectorSetter setter, VectorGetter getter) {
        float[] v = {f32At(offset), f32At(offset + 4), f32At(offset + 8)};
        setter.accept(v[0], v[1], v[2]);
        readings.add(() -> assertThat(new float[] {getter.get(0), getter.get(1), getter.get(2)})
                .isEqualTo(v));
    }

    void padding(int offset, int bytes) {
        cover(offset, bytes);
    }

    void check(int bytes, int specified) {
        assertThat(bytes).isEqualTo(specified);
        for (int i = 0; i < covered.length; i++) {
            assertThat(covered[i]).as("byte %s", i).isEqualTo(i < bytes);
        }
        assertThat(actual.slice(0, bytes)).isEqualTo(expected.slice(0, bytes));
        readings.forEach(Runnable::run);
    }

    private float f32At(int offset) {
        float value = (float) random.nextGaussian();
        cover(offset, 4);
        expected.putFloat(offset, value);
        return value;
    }

    private void cover(int offset, int bytes) {
        for (int i = offset; i < offset + bytes; i++) {
            assertThat(covered[i]).as("byte %s twice", i).isFalse();
            covered[i] = true;
        }
    }
}
