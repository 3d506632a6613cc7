package org.larmor.cli;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.larmor.sim.Magnitude;

/** A dark page with cells in columns: images, captions below, titles above. */
final class SheetPage implements AutoCloseable {
    static final int CELL = 256;
    static final int GAP = 12;
    static final int TITLE = 46;
    static final int CAPTION = 20;

    static final Color INK = new Color(0xe8eaed);
    static final Color FAINT = new Color(0x9aa0a6);
    private static final Color PAPER = new Color(0x16191d);

    /** The share of the truth's pixels that is not brighter than white: the skull is far brighter than the brain. */
    private static final double WHITE = 0.94;

    private static final double BRIGHTEST = 0.99;
    private static final double HEADROOM = 1.15;

    private final BufferedImage page;
    private final Graphics2D graphics;

    SheetPage(int columns, int height) {
        page = new BufferedImage(GAP + columns * (CELL + GAP), height, BufferedImage.TYPE_INT_RGB);
        graphics = page.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, page.getWidth(), height);
    }

    /** For what else is to be drawn. */
    Graphics2D graphics() {
        return graphics;
    }

    static int left(int column) {
        return GAP + column * (CELL + GAP);
    }

    void title(String text, int y) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        graphics.setColor(INK);
        graphics.drawString(text, GAP, y);
    }

    void line(String text, int x, int y) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        graphics.setColor(FAINT);
        graphics.drawString(text, x, y);
    }

    void cell(BufferedImage picture, int column, int y, String caption) {
        int x = left(column);
        double zoom = (double) CELL / Math.max(picture.getWidth(), picture.getHeight());
        int width = (int) Math.round(zoom * picture.getWidth());
        int height = (int) Math.round(zoom * picture.getHeight());
        graphics.drawImage(picture, x + (CELL - width) / 2, y + (CELL - height) / 2, width, height, null);
        line(caption, x, y + CELL + 15);
    }

    /** Replaces the file. */
    void write(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            if (!ImageIO.write(page, "png", out)) {
                throw new IOException("no PNG writer in this Java runtime");
            }
        }
    }

    /** What is to be white in a truth and its images. */
    static double white(Magnitude truth) {
        return quantile(truth, WHITE);
    }

    /** The same where nothing is far brighter than the rest: the brightest is nearly white. */
    static double highlight(Magnitude truth) {
        return HEADROOM * quantile(truth, BRIGHTEST);
    }

    private static double quantile(Magnitude truth, double share) {
        float[] sorted = truth.pixels().clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * (sorted.length - 1))];
    }

    static BufferedImage grey(Magnitude picture, double scale, double white) {
        BufferedImage grey = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                double level = 255 * scale * picture.pixels()[y * picture.width() + x] / white;
                grey.getRaster().setSample(x, y, 0, Math.clamp(Math.round(level), 0, 255));
            }
        }
        return grey;
    }

    @Override
    public void close() {
        graphics.dispose();
    }
}
