package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bulk conversion between the wire's bytes and values. */
final class LittleEndian {
    private LittleEndian() {}

    static float[] floats(byte[] bytes, int offset, int count) {
        float[] values = new float[count];
        at(bytes, offset).asFloatBuffer().get(values);
        return values;
    }

    static int[] ints(byte[] bytes, int offset, int count) {
        int[] values = new int[count];
        at(bytes, offset).asIntBuffer().get(values);
        return values;
    }

    static void put(float[] values, byte[] target, int offset) {
        at(target, offset).asFloatBuffer().put(values);
    }

    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer at(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes, offset, bytes.length - offset).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
