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
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.larmor.cli.DemoResult.Frame;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.sim.Magnitude;

/**
 * The demo's images on one page, a row a scanner: its first, middle and last frame, the last frame's truth, and how the
 * two differ. An image and its truth share one window; the difference is {@value #AMPLIFIED} times as bright.
 */
final class ContactSheet {
    private static final int CELL = 256;
    private static final int GAP = 12;
    private static final int TITLE = 46;
    private static final int CAPTION = 20;
    private static final int COLUMNS = 5;
    private static final int AMPLIFIED = 10;

    /** The share of the truth's pixels that is not brighter than white: the skull is far brighter than the brain. */
    private static final double WHITE = 0.94;

    private static final Color PAPER = new Color(0x16191d);
    private static final Color INK = new Color(0xe8eaed);
    private static final Color FAINT = new Color(0x9aa0a6);

    private ContactSheet() {}

    /** Replaces the file. Scanners without images have a row that says so. */
    static void write(List<DemoResult> results, Path file) throws IOException {
        BufferedImage sheet = new BufferedImage(
                GAP + COLUMNS * (CELL + GAP),
                GAP + results.size() * (TITLE + CELL + CAPTION + GAP),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
            graphics.setColor(PAPER);
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            for (int row = 0; row < results.size(); row++) {
                row(graphics, results.get(row), GAP + row * (TITLE + CELL + CAPTION + GAP));
            }
        } finally {
            graphics.dispose();
        }
        try (var out = Files.newOutputStream(file)) {
            if (!ImageIO.write(sheet, "png", out)) {
                throw new IOException("no PNG writer in this Java runtime");
            }
        }
    }

    private static void row(Graphics2D graphics, DemoResult result, int top) {
        DemoScanner scanner = result.scanner();
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        graphics.setColor(INK);
        graphics.drawString(
                scanner.scan().plan().protocolName() + " → " + scanner.config(), GAP, top + 16);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        graphics.setColor(FAINT);
        List<Frame> frames = result.frames();
        if (frames.isEmpty()) {
            graphics.drawString(scanner.about() + ": no images", GAP, top + 36);
            return;
        }
        graphics.drawString(
                String.format(
                        Locale.ROOT,
                        "%s; %d images; mean NRMSE %.2f %%, PSNR %.1f dB, SSIM %.3f",
                        scanner.about(),
                        frames.size(),
                        100 * result.mean(ImageQuality::nrmse),
                        result.mean(ImageQuality::psnr),
                        result.mean(ImageQuality::ssim)),
                GAP,
                top + 36);
        int y = top + TITLE;
        Frame last = frames.getLast();
        cell(graphics, image(frames.getFirst()), 0, y, caption(frames.getFirst()));
        cell(graphics, image(frames.get(frames.size() / 2)), 1, y, caption(frames.get(frames.size() / 2)));
        cell(graphics, image(last), 2, y, caption(last));
        cell(graphics, grey(last.truth(), 1, white(last)), 3, y, "its truth");
        cell(graphics, difference(last), 4, y, "difference × " + AMPLIFIED);
    }

    private static void cell(Graphics2D graphics, BufferedImage picture, int column, int y, String caption) {
        int x = GAP + column * (CELL + GAP);
        double zoom = (double) CELL / Math.max(picture.getWidth(), picture.getHeight());
        int width = (int) Math.round(zoom * picture.getWidth());
        int height = (int) Math.round(zoom * picture.getHeight());
        graphics.drawImage(picture, x + (CELL - width) / 2, y + (CELL - height) / 2, width, height, null);
        graphics.drawString(caption, x, y + CELL + 15);
    }

    private static String caption(Frame frame) {
        return String.format(
                Locale.ROOT,
                "slice %d, repetition %d: NRMSE %.2f %%",
                frame.key().slice(),
                frame.key().repetition(),
                100 * frame.quality().nrmse());
    }

    private static BufferedImage image(Frame frame) {
        return grey(frame.image(), frame.quality().scale(), white(frame));
    }

    private static BufferedImage difference(Frame frame) {
        float[] pixels = new float[frame.truth().pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.abs(
                    frame.quality().scale() * frame.image().pixels()[i] - frame.truth().pixels()[i]);
        }
        return grey(
                new Magnitude(frame.truth().width(), frame.truth().height(), pixels), AMPLIFIED, white(frame));
    }

    private static double white(Frame frame) {
        float[] sorted = frame.truth().pixels().clone();
        Arrays.sort(sorted);
        return sorted[(int) (WHITE * (sorted.length - 1))];
    }

    private static BufferedImage grey(Magnitude picture, double scale, double white) {
        BufferedImage grey = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                double level = 255 * scale * picture.pixels()[y * picture.width() + x] / white;
                grey.getRaster().setSample(x, y, 0, Math.clamp(Math.round(level), 0, 255));
            }
        }
        return grey;
    }
}
