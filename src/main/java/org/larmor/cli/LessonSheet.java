package org.larmor.cli;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.sim.Magnitude;

/** What the demo's simulated site has learned, on one page: truth, before, after, the run's curve, and the verdict. */
final class LessonSheet {
    private static final int COLUMNS = 4;
    private static final int LETTERS = 150;

    /** A row of curves on hidden k-space: its kind, and where its iteration and its NMSE stand. */
    private static final String HIDDEN = "hidden";

    private LessonSheet() {}

    /** Replaces the file. */
    static void write(DemoLearning.Lesson lesson, Path file) throws IOException {
        int top = SheetPage.GAP + SheetPage.TITLE + SheetPage.CAPTION;
        try (SheetPage page = new SheetPage(COLUMNS, top + SheetPage.CELL + SheetPage.CAPTION + SheetPage.GAP)) {
            page.title("a simulated low-field site learns: one held-out slice", SheetPage.GAP + 16);
            String verdict = lesson.verdict();
            page.line(verdict.length() <= LETTERS ? verdict : verdict.substring(0, LETTERS) + "…", SheetPage.GAP, SheetPage.GAP + 40);
            double white = SheetPage.highlight(lesson.truth());
            page.cell(SheetPage.grey(lesson.truth(), 1, white), 0, top, "truth");
            page.cell(image(lesson.before(), lesson.truth()), 1, top, caption("before", lesson.before(), lesson.truth()));
            if (lesson.after() != null) {
                page.cell(image(lesson.after(), lesson.truth()), 2, top, caption("after", lesson.after(), lesson.truth()));
            } else {
                page.line("nothing new serves", SheetPage.left(2), top + SheetPage.CELL / 2);
            }
            curve(page, hidden(lesson.curves()), top);
            page.write(file);
        }
    }

    private static java.awt.image.BufferedImage image(Magnitude image, Magnitude truth) {
        return SheetPage.grey(image, image.quality(truth).scale(), SheetPage.highlight(truth));
    }

    private static String caption(String name, Magnitude image, Magnitude truth) {
        ImageQuality quality = image.quality(truth);
        return String.format(Locale.ROOT, "%s: PSNR %.1f dB, SSIM %.3f", name, quality.psnr(), quality.ssim());
    }

    /** Steps and errors. */
    private static List<double[]> hidden(List<String> curves) {
        List<double[]> points = new ArrayList<>();
        for (String row : curves) {
            String[] cells = row.split(",", -1);
            if (cells.length > 1 && cells[1].equals(HIDDEN)) {
                points.add(new double[] {Double.parseDouble(cells[0]), Double.parseDouble(cells[cells.length - 1])});
            }
        }
        return points;
    }

    private static void curve(SheetPage page, List<double[]> points, int top) {
        int left = SheetPage.left(COLUMNS - 1);
        Graphics2D graphics = page.graphics();
        graphics.setColor(SheetPage.FAINT);
        graphics.drawRect(left, top, SheetPage.CELL, SheetPage.CELL);
        if (points.isEmpty()) {
            page.line("no curve", left + SheetPage.GAP, top + SheetPage.CELL / 2);
            return;
        }
        double most = points.stream().mapToDouble(point -> point[1]).max().orElseThrow();
        double least = points.stream().mapToDouble(point -> point[1]).min().orElseThrow();
        double last = points.getLast()[0];
        Path2D path = new Path2D.Double();
        for (double[] point : points) {
            double x = left + SheetPage.CELL * (last == 0 ? 0 : point[0] / last);
            double y = top + SheetPage.GAP
                    + (SheetPage.CELL - 2 * SheetPage.GAP) * (most == least ? 0.5 : (most - point[1]) / (most - least));
            if (path.getCurrentPoint() == null) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        graphics.setColor(SheetPage.INK);
        graphics.setStroke(new BasicStroke(2));
        graphics.draw(path);
        page.line(
                String.format(Locale.ROOT, "NMSE of hidden lines: %.2f → %.2f", points.getFirst()[1], least),
                left,
                top + SheetPage.CELL + 15);
    }
}
