package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.larmor.scan.Line;

/** The lines of a chunk, packed into 9 bytes each: four unsigned 16-bit counters and the marks. Immutable. */
public final class Lines extends AbstractList<Line> implements RandomAccess {
    private static final int BYTES = 9;
    public static final Lines NONE = new Lines(new byte[0]);

    private final byte[] packed;

    private Lines(byte[] packed) {
        this.packed = packed;
    }

    public static Lines of(List<Line> lines) {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(lines.size(), BYTES));
        for (Line line : lines) {
            out.putShort((short) line.step1())
                    .putShort((short) line.step2())
                    .putShort((short) line.average())
                    .putShort((short) line.segment())
                    .put((byte) line.marks());
        }
        return new Lines(out.array());
    }

    @JsonCreator
    static Lines unpack(byte[] packed) {
        if (packed.length % BYTES != 0) {
            throw new IllegalArgumentException("not a list of lines: " + packed.length + " bytes");
        }
        return new Lines(packed.clone());
    }

    @JsonValue
    byte[] packed() {
        return packed.clone();
    }

    @Override
    public Line get(int index) {
        Objects.checkIndex(index, size());
        ByteBuffer in = ByteBuffer.wrap(packed, index * BYTES, BYTES);
        return new Line(u16(in), u16(in), u16(in), u16(in), in.get());
    }

    @Override
    public int size() {
        return packed.length / BYTES;
    }

    private static int u16(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort());
    }
}
