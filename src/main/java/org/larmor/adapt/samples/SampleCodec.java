package org.larmor.adapt.samples;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.recon.prepare.Calibration;

/**
 * A sample as bytes, little-endian: the version (1), whether it is complete (1), coils, height, width, image height and width, the calibration's first
 * line and count (−1 and 0 for none) as 32-bit integers; a bit for each column, whether it was acquired, then whether it is
 * hidden; the acquired columns' k-space, float32 pairs [coil][height][column]; the calibration's, [coil][height][line].
 */
public final class SampleCodec {
    private static final int VERSION = 1;
    private static final int NUMBERS = 9;

    /** Beyond what frames may have: a damaged length is no reason to reserve memory. */
    private static final int LONGEST_SIDE = 1 << 16;

    private static final int MOST_COILS = 1 << 12;

    private SampleCodec() {}

    public static byte[] encode(Sample sample) {
        KspaceSlice slice = sample.slice();
        Calibration calibration = slice.calibration();
        int columns = set(slice.acquired()).cardinality();
        int rows = slice.coils() * slice.height();
        int lines = calibration == null ? 0 : calibration.count();
        int bits = Math.ceilDiv(slice.width(), 8);
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(
                        4L * NUMBERS + 2L * bits + 8L * rows * columns + 8L * rows * lines))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(VERSION)
                .putInt(slice.complete() ? 1 : 0)
                .putInt(slice.coils())
                .putInt(slice.height())
                .putInt(slice.width())
                .putInt(slice.imageHeight())
                .putInt(slice.imageWidth())
                .putInt(calibration == null ? -1 : calibration.first())
                .putInt(lines);
        put(out, slice.acquired(), bits);
        put(out, sample.hidden(), bits);
        for (int row = 0; row < rows; row++) {
            for (int x = 0; x < slice.width(); x++) {
                if (slice.acquired()[x]) {
                    int at = 2 * (row * slice.width() + x);
                    out.putFloat(slice.pairs()[at]).putFloat(slice.pairs()[at + 1]);
                }
            }
        }
        if (calibration != null) {
            out.asFloatBuffer().put(calibration.lines());
        }
        return out.array();
    }

    /** @throws SampleException where the bytes are no sample */
    public static Sample decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 4 * NUMBERS || in.getInt() != VERSION) {
            throw new SampleException("no sample of this program");
        }
        boolean complete = in.getInt() == 1;
        int coils = within(in.getInt(), MOST_COILS);
        int height = within(in.getInt(), LONGEST_SIDE);
        int width = within(in.getInt(), LONGEST_SIDE);
        int imageHeight = within(in.getInt(), height);
        int imageWidth = within(in.getInt(), width);
        int first = in.getInt();
        int lines = in.getInt();
        int bits = Math.ceilDiv(width, 8);
        if (lines < 0 || lines > width || in.remaining() < 2L * bits) {
            throw new SampleException("a damaged sample");
        }
        boolean[] acquired = columns(in, bits, width);
        boolean[] hidden = columns(in, bits, width);
        long rows = (long) coils * height;
        if (in.remaining() != 8 * rows * (set(acquired).cardinality() + lines)
                || 2 * rows * width > Integer.MAX_VALUE) {
            throw new SampleException("a sample of " + bytes.length + " bytes is not whole");
        }
        float[] pairs = new float[(int) (2 * rows * width)];
        for (int row = 0; row < rows; row++) {
            for (int x = 0; x < width; x++) {
                if (acquired[x]) {
                    pairs[2 * (row * width + x)] = in.getFloat();
                    pairs[2 * (row * width + x) + 1] = in.getFloat();
                }
            }
        }
        return new Sample(
                new KspaceSlice(
                        pairs,
                        coils,
                        height,
                        width,
                        imageHeight,
                        imageWidth,
                        acquired,
                        complete,
                        calibration(in, coils, height, width, first, lines)),
                hidden);
    }

    private static @Nullable Calibration calibration(
            ByteBuffer in, int coils, int height, int width, int first, int lines) {
        if (first < 0) {
            return null;
        }
        if (first > width - lines) {
            throw new SampleException("a damaged sample");
        }
        float[] values = new float[2 * coils * height * lines];
        in.asFloatBuffer().get(values);
        return new Calibration(values, coils, height, first, lines, width);
    }

    private static int within(int value, int most) {
        if (value < 1 || value > most) {
            throw new SampleException("a damaged sample");
        }
        return value;
    }

    private static void put(ByteBuffer out, boolean[] columns, int bits) {
        byte[] packed = set(columns).toByteArray();
        out.put(packed).put(new byte[bits - packed.length]);
    }

    private static boolean[] columns(ByteBuffer in, int bits, int width) {
        byte[] packed = new byte[bits];
        in.get(packed);
        BitSet set = BitSet.valueOf(packed);
        boolean[] columns = new boolean[width];
        for (int x = 0; x < width; x++) {
            columns[x] = set.get(x);
        }
        return columns;
    }

    private static BitSet set(boolean[] columns) {
        BitSet set = new BitSet(columns.length);
        for (int x = 0; x < columns.length; x++) {
            set.set(x, columns[x]);
        }
        return set;
    }
}
