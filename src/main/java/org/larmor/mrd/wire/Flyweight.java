package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Little-endian fields at fixed offsets from a place in a buffer; what the three headers share. */
abstract sealed class Flyweight permits AcquisitionHeader, ImageHeader, WaveformHeader {
    private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);

    private final int bytes;
    private ByteBuffer buffer = NOWHERE;
    private int base;

    Flyweight(int bytes) {
        this.bytes = bytes;
    }

    final void place(ByteBuffer target, int offset) {
        if (offset < 0 || target.limit() - offset < bytes) {
            throw new IndexOutOfBoundsException(
                    getClass().getSimpleName() + " at " + offset + " of " + target.limit() + " bytes");
        }
        this.buffer = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.base = offset;
    }

    /** A copy of the header's bytes, on the heap. */
    final ByteBuffer copyBytes() {
        byte[] copy = new byte[bytes];
        buffer.get(base, copy);
        return ByteBuffer.wrap(copy);
    }

    /** Writes the header's bytes at {@code target}'s position and moves it on. */
    public final void putTo(ByteBuffer target) {
        target.put(buffer.slice(base, bytes));
    }

    final int u16(int offset) {
        return Short.toUnsignedInt(buffer.getShort(base + offset));
    }

    final int i32(int offset) {
        return buffer.getInt(base + offset);
    }

    final long i64(int offset) {
        return buffer.getLong(base + offset);
    }

    final float f32(int offset) {
        return buffer.getFloat(base + offset);
    }

    final void putU16(int offset, int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("not an unsigned 16-bit value: " + value);
        }
        buffer.putShort(base + offset, (short) value);
    }

    final void putI32(int offset, int value) {
        buffer.putInt(base + offset, value);
    }

    final void putI64(int offset, long value) {
        buffer.putLong(base + offset, value);
    }

    final void putF32(int offset, float value) {
        buffer.putFloat(base + offset, value);
    }

    final void putVector(int offset, float x, float y, float z) {
        putF32(offset, x);
        putF32(offset + 4, y);
        putF32(offset + 8, z);
    }

    /** The offset of element {@code i} of an array field. */
    static int at(int offset, int i, int length, int elementBytes) {
        return offset + elementBytes * Objects.checkIndex(i, length);
    }
}
