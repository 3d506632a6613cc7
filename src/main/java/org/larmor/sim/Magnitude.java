package org.larmor.sim;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.larmor.mrd.wire.DataType;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.recon.quality.SsimWindow;

/**
 * The magnitude of an image, to be looked at: its planes (channels, then partitions) one below the other, rows = y
 * (phase encoding), columns = x (readout).
 *
 * @param pixels [height][width]
 */
public record Magnitude(int width, int height, float[] pixels) {
    /** The share of pixels that is not brighter than white. */
    private static final double WHITE = 0.995;

    public Magnitude {
        if (pixels.length != width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels for " + width + " × " + height);
        }
    }

    public static Magnitude of(MrdMessage.Image image) {
        int width = image.header().matrixSize(0);
        int count = Math.toIntExact(image.header().pixels());
        DataType type = image.header().dataType();
        if (type == null) {
            throw new IllegalArgumentException("an image of an unknown type: " + image.header().dataTypeValue());
        }
        ByteBuffer in = ByteBuffer.wrap(image.pixels()).order(ByteOrder.LITTLE_ENDIAN);
        float[] pixels = new float[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (float) Math.abs(
                    switch (type) {
                        case USHORT -> Short.toUnsignedInt(in.getShort());
                        case SHORT -> in.getShort();
                        case UINT -> Integer.toUnsignedLong(in.getInt());
                        case INT -> in.getInt();
                        case FLOAT -> in.getFloat();
                        case DOUBLE -> in.getDouble();
                        case CXFLOAT -> Math.hypot(in.getFloat(), in.getFloat());
                        case CXDOUBLE -> Math.hypot(in.getDouble(), in.getDouble());
                    });
        }
        return new Magnitude(width, width == 0 ? 0 : count / width, pixels);
    }

    /**
     * The figures of how near this image is to a truth after the best scale factor, with {@link SsimWindow#UNIFORM}.
     *
     * @throws IllegalArgumentException where the sizes differ
     */
    public ImageQuality quality(Magnitude truth) {
        if (width != truth.width || height != truth.height) {
            throw new IllegalArgumentException("an image of " + width + " × " + height + " against a truth of "
                    + truth.width + " × " + truth.height);
        }
        return ImageQuality.fitted(pixels, truth.pixels, height, width, SsimWindow.UNIFORM);
    }

    /** Eight-bit grey, black at 0, white at the 99.5th percentile. */
    public BufferedImage toGrey() {
        float[] sorted = pixels.clone();
        Arrays.sort(sorted);
        float white = sorted.length == 0 ? 0 : sorted[(int) (WHITE * (sorted.length - 1))];
        BufferedImage grey = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float value = white > 0 ? 255 * pixels[y * width + x] / white : 0;
                grey.getRaster().setSample(x, y, 0, Math.clamp(Math.round(value), 0, 255));
            }
        }
        return grey;
    }

    /** @param labels what the file says of itself, by keyword */
    public void writePng(Path file, Map<String, String> labels) throws IOException {
        LabelledPng.write(toGrey(), labels, file);
    }
}
