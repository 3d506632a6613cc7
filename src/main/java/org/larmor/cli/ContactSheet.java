package org.larmor.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.larmor.cli.DemoResult.Frame;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.sim.Magnitude;

/**
 * The demo's images on one page, a row a scanner: its first, middle and last frame, the last frame's truth, and how the
 * two differ. An image and its truth share one window; the difference is {@value #AMPLIFIED} times as bright.
 */
final class ContactSheet {
    private static final int COLUMNS = 5;
    private static final int AMPLIFIED = 10;
    private static final int ROW = SheetPage.TITLE + SheetPage.CELL + SheetPage.CAPTION + SheetPage.GAP;

    private ContactSheet() {}

    /** Replaces the file. Scanners without images have a row that says so. */
    static void write(List<DemoResult> results, Path file) throws IOException {
        try (SheetPage page = new SheetPage(COLUMNS, SheetPage.GAP + results.size() * ROW)) {
            for (int row = 0; row < results.size(); row++) {
                row(page, results.get(row), SheetPage.GAP + row * ROW);
            }
            page.write(file);
        }
    }

    private static void row(SheetPage page, DemoResult result, int top) {
        DemoScanner scanner = result.scanner();
        page.title(scanner.scan().plan().protocolName() + " → " + scanner.config(), top + 16);
        List<Frame> frames = result.frames();
        if (frames.isEmpty()) {
            page.line(scanner.about() + ": no images", SheetPage.GAP, top + 36);
            return;
        }
        page.line(
                String.format(
                        Locale.ROOT,
                        "%s; %d images; mean NRMSE %.2f %%, PSNR %.1f dB, SSIM %.3f",
                        scanner.about(),
                        frames.size(),
                        100 * result.mean(ImageQuality::nrmse),
                        result.mean(ImageQuality::psnr),
                        result.mean(ImageQuality::ssim)),
                SheetPage.GAP,
                top + 36);
        int y = top + SheetPage.TITLE;
        Frame last = frames.getLast();
        page.cell(image(frames.getFirst()), 0, y, caption(frames.getFirst()));
        page.cell(image(frames.get(frames.size() / 2)), 1, y, caption(frames.get(frames.size() / 2)));
        page.cell(image(last), 2, y, caption(last));
        page.cell(SheetPage.grey(last.truth(), 1, SheetPage.white(last.truth())), 3, y, "its truth");
        page.cell(difference(last), 4, y, "difference × " + AMPLIFIED);
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
        return SheetPage.grey(frame.image(), frame.quality().scale(), SheetPage.white(frame.truth()));
    }

    private static BufferedImage difference(Frame frame) {
        float[] pixels = new float[frame.truth().pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.abs(
                    frame.quality().scale() * frame.image().pixels()[i] - frame.truth().pixels()[i]);
        }
        return SheetPage.grey(
                new Magnitude(frame.truth().width(), frame.truth().height(), pixels), AMPLIFIED, SheetPage.white(frame.truth()));
    }
}
