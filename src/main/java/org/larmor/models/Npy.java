package org.larmor.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of NumPy's {@code .npy} format, versions 1 to 3: little-endian float32, float64 or uint8 (bool), C order.
 *
 * @param shape empty for a scalar
 * @param values widened to double, C order
 */
public record Npy(long[] shape, double[] values) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 16;
    /** Beyond any layer's weights. */
    private static final long MAX_BYTES = 1L << 30;

    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']+)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    public static Npy read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), Files.size(file));
        }
    }

    /** @param limit the most bytes the stream may hold; nothing larger is allocated */
    public static Npy read(InputStream in, String name, long limit) throws IOException {
        byte[] magic = in.readNBytes(8);
        if (magic.length < 8 || !Arrays.equals(magic, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ModelException(name + " is no .npy file");
        }
        int lengthBytes = magic[6] == 1 ? 2 : 4;
        long headerLength = little(in.readNBytes(lengthBytes));
        if (headerLength > MAX_HEADER) {
            throw new ModelException(name + ": header of " + headerLength + " bytes");
        }
        String header = new String(in.readNBytes((int) headerLength), StandardCharsets.US_ASCII);
        if (field(FORTRAN, header, name).equals("True")) {
            throw new ModelException(name + ": Fortran order is not supported");
        }
        long[] shape = shape(field(SHAPE, header, name), name);
        String type = field(DESCR, header, name);
        int size =
                switch (type) {
                    case "<f4" -> 4;
                    case "<f8" -> 8;
                    case "|u1", "|b1" -> 1;
                    default -> throw new ModelException(name + ": element type " + type + " is not supported");
                };
        long count = 1;
        for (long side : shape) {
            if (side < 0 || (side > 0 && count > limit / size / side)) {
                throw new ModelException(name + ": shape " + Arrays.toString(shape) + " is larger than the file");
            }
            count *= side;
        }
        if (count * size > MAX_BYTES) {
            throw new ModelException(name + ": an array of " + count * size + " bytes, at most " + MAX_BYTES);
        }
        byte[] bytes = in.readNBytes((int) (count * size));
        if (bytes.length < count * size) {
            throw new ModelException(name + " is cut short");
        }
        return new Npy(shape, widen(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), size, (int) count));
    }

    /** The values as float32; exact for what was stored as float32 or uint8. */
    public float[] floats() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static long[] shape(String text, String name) throws ModelException {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new ModelException(name + ": shape (" + text + ") is none", e);
        }
    }

    private static double[] widen(ByteBuffer buffer, int size, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] =
                    switch (size) {
                        case 4 -> buffer.getFloat();
                        case 8 -> buffer.getDouble();
                        default -> buffer.get() & 0xff;
                    };
        }
        return values;
    }

    private static String field(Pattern pattern, String header, String name) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new ModelException(name + ": no " + pattern + " in the header " + header);
        }
        return matcher.group(1);
    }

    private static long little(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }
}
