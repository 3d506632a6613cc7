package org.larmor.jssl.eval;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.larmor.recon.op.CentreCrop;

/**
 * Images beside their truth on one page, two lines a slice: the truth and each method's image in one window, and below
 * each how it differs, {@value #AMPLIFIED} times as bright. Rows are the phase encoding.
 */
public final class ComparisonSheet {
    private static final int CELL = 240;
    private static final int GAP = 8;
    private static final int CAPTION = 20;
    private static final int TITLE = 22;
    private static final int AMPLIFIED = 5;
    /** The share of the truth's pixels that is not brighter than white. */
    private static final double WHITE = 0.99;

    private static final Color PAPER = new Color(0x16191d);
    private static final Color INK = new Color(0xe8eaed);

    private final List<Row> rows = new ArrayList<>();

    private record Image(String caption, float[] pixels) {}

    private record Row(String title, CentreCrop size, float[] truth, List<Image> images) {}

    /** Begins a slice, whose images follow. */
    public void slice(SubsampledSlice slice, float[] truth) {
        rows.add(new Row(
                slice.ref().key() + ", " + slice.sampling(), slice.crop(), truth, new ArrayList<>()));
    }

    /** Adds an image to the slice begun last. */
    public void image(float[] image, Score score) {
        rows.getLast()
                .images()
                .add(new Image(
                        String.format(
                                Locale.ROOT, "%s: SSIM %.3f, %.2f dB", score.method(), score.ssim(), score.psnr()),
                        image));
    }

    public void write(Path png) throws IOException {
        int columns = 1 + rows.stream().mapToInt(row -> row.images().size()).max().orElse(0);
        int rowHeight = TITLE + CAPTION + 2 * CELL + 2 * GAP;
        BufferedImage sheet = new BufferedImage(
                GAP + columns * (CELL + GAP), GAP + rows.size() * rowHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            graphics.setColor(PAPER);
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            for (int i = 0; i < rows.size(); i++) {
                int top = GAP + i * rowHeight;
                graphics.setColor(INK);
                graphics.drawString(rows.get(i).title(), GAP, top + TITLE - 6);
                draw(graphics, rows.get(i), top + TITLE);
            }
        } finally {
            graphics.dispose();
        }
        try (OutputStream out = Files.newOutputStream(png);
                ImageOutputStream image = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(sheet, "png", image)) {
                throw new IOException("no PNG writer in this Java runtime");
            }
        }
    }

    private static void draw(Graphics2D graphics, Row row, int top) {
        float[] sorted = row.truth().clone();
        Arrays.sort(sorted);
        double white = Math.max(sorted[(int) (WHITE * (sorted.length - 1))], Float.MIN_NORMAL);
        graphics.setColor(INK);
        int y = top + CAPTION - 6;
        graphics.drawString("truth", GAP, y);
        cell(graphics, grey(row.truth(), row.size(), white), 0, top + CAPTION);
        graphics.drawString("differences × " + AMPLIFIED, GAP, top + CAPTION + CELL + GAP + 20);
        for (int i = 0; i < row.images().size(); i++) {
            Image image = row.images().get(i);
            float[] difference = new float[image.pixels().length];
            for (int p = 0; p < difference.length; p++) {
                difference[p] = AMPLIFIED * Math.abs(image.pixels()[p] - row.truth()[p]);
            }
            graphics.drawString(image.caption(), GAP + (i + 1) * (CELL + GAP), y);
            cell(graphics, grey(image.pixels(), row.size(), white), i + 1, top + CAPTION);
            cell(graphics, grey(difference, row.size(), white), i + 1, top + CAPTION + CELL + GAP);
        }
    }

    private static void cell(Graphics2D graphics, BufferedImage picture, int column, int y) {
        double zoom = (double) CELL / Math.max(picture.getWidth(), picture.getHeight());
        int width = (int) Math.round(zoom * picture.getWidth());
        int height = (int) Math.round(zoom * picture.getHeight());
        int x = GAP + column * (CELL + GAP);
        graphics.drawImage(picture, x + (CELL - width) / 2, y + (CELL - height) / 2, width, height, null);
    }

    private static BufferedImage grey(float[] pixels, CentreCrop size, double white) {
        BufferedImage grey = new BufferedImage(size.height(), size.width(), BufferedImage.TYPE_BYTE_GRAY);
        for (int readout = 0; readout < size.height(); readout++) {
            for (int phase = 0; phase < size.width(); phase++) {
                long level = Math.round(255 * pixels[readout * size.width() + phase] / white);
                grey.getRaster().setSample(readout, phase, 0, Math.clamp(level, 0, 255));
            }
        }
        return grey;
    }
}
