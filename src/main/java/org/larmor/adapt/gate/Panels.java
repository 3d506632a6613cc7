package org.larmor.adapt.gate;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.larmor.recon.op.CentreCrop;

/** Images of one slice side by side in one window, as a PNG: rows are the phase encoding, as in the images that scanners get. */
final class Panels {
    private static final double WHITE = 0.995;
    private static final int GAP = 4;

    private Panels() {}

    /**
     * The picture.
     *
     * @param images [readout][phase] row by row, the truth first, whose brightest is white
     */
    static byte[] png(List<float[]> images, CentreCrop crop) throws IOException {
        float[] sorted = images.getFirst().clone();
        Arrays.sort(sorted);
        double white = Math.max(Float.MIN_NORMAL, sorted[(int) (WHITE * (sorted.length - 1))]);
        int width = crop.height();
        int height = crop.width();
        BufferedImage page = new BufferedImage(
                images.size() * (width + GAP) - GAP, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < images.size(); i++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double level = 255 * images.get(i)[x * height + y] / white;
                    // what is no number is as white as can be
                    long grey = Double.isFinite(level) ? Math.round(level) : 255;
                    page.getRaster().setSample(i * (width + GAP) + x, y, 0, Math.clamp(grey, 0, 255));
                }
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(page, "png", png);
        return png.toByteArray();
    }
}
