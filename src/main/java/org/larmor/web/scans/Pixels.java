package org.larmor.web.scans;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageHead;
import org.larmor.mrd.wire.DataType;

/**
 * The magnitudes of an image of the first channel.
 *
 * @param values [z][y = phase encoding][x = readout]
 */
record Pixels(int x, int y, int z, float[] values) {
    /** The share of pixels that is not brighter than white. */
    private static final double WHITE = 0.995;

    /**
     * Reads a message on the wire.
     *
     * @throws HeaderException where it is no image of 32-bit magnitudes, or not all of it
     */
    static Pixels of(byte[] message) throws HeaderException {
        ImageHead head = ImageHead.read(message);
        int x = head.header().matrixSize(0);
        int y = head.header().matrixSize(1);
        int z = Math.max(1, head.header().matrixSize(2));
        long count = (long) x * y * z;
        if (head.header().dataTypeValue() != DataType.FLOAT.value()) {
            throw new HeaderException("an image whose pixels are no 32-bit magnitudes");
        }
        if (count > (message.length - head.pixelsAt()) / Float.BYTES) {
            throw new HeaderException("an image of " + message.length + " bytes does not hold its pixels");
        }
        float[] values = new float[(int) count];
        ByteBuffer.wrap(message, head.pixelsAt(), values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return new Pixels(x, y, z, values);
    }

    /** Little-endian 32-bit values, [z][y][x]. */
    byte[] raw() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The middle partition as an 8-bit grey picture, black at 0, white where all but a few pixels are below it. */
    byte[] png() throws IOException {
        int from = z / 2 * x * y;
        double white = white(from);
        BufferedImage picture = new BufferedImage(x, y, BufferedImage.TYPE_BYTE_GRAY);
        byte[] grey = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) Math.clamp(Math.round(255 * values[from + i] / white), 0, 255);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IOException("no PNG writer in this Java runtime");
            }
        }
        return out.toByteArray();
    }

    private double white(int from) {
        float[] sorted = Arrays.copyOfRange(values, from, from + x * y);
        Arrays.sort(sorted);
        double white = sorted[(int) (WHITE * (sorted.length - 1))];
        return white > 0 ? white : Math.max(sorted[sorted.length - 1], Float.MIN_NORMAL);
    }
}
