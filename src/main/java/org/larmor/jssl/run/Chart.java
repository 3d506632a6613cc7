package org.larmor.jssl.run;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Line charts one below the other over one common axis, as a PNG. */
public final class Chart {
    private static final int WIDTH = 1100;
    private static final int PANEL = 300;
    private static final int LEFT = 80;
    private static final int RIGHT = 250;
    private static final int TOP = 40;
    private static final int BOTTOM = 34;
    private static final int TICKS = 5;

    /** From so many points on a line is smoothed, and drawn over its faint self. */
    private static final int SMOOTHED_FROM = 30;

    /** How many times in a line its mean is about a new one. */
    private static final double SMOOTHING = 12;

    private static final int FAINT = 70;

    private static final Color[] COLOURS = {
        new Color(0x1f77b4), new Color(0xd62728), new Color(0x2ca02c), new Color(0x9467bd), new Color(0xff7f0e),
        new Color(0x17becf), new Color(0x8c564b), new Color(0x7f7f7f)
    };

    private final String axis;
    private final List<Panel> panels = new ArrayList<>();

    /** A named curve. */
    public record Line(String name, Curve curve) {}

    private record Panel(String title, boolean logarithmic, List<Line> lines) {
        double scaled(double value) {
            return logarithmic ? Math.log10(value) : value;
        }

        /** What of a line can be drawn, scaled. */
        List<Curve.Point> points(Line line) {
            return line.curve().points().stream()
                    .filter(point -> drawable(point.y()))
                    .map(point -> new Curve.Point(point.x(), scaled(point.y())))
                    .toList();
        }

        boolean drawable(double value) {
            return Double.isFinite(value) && (!logarithmic || value > 0);
        }
    }

    private record Range(double low, double high) {
        static Range of(double[] values) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            double margin = high > low ? 0.04 * (high - low) : Math.max(Math.abs(low) * 0.1, 1e-3);
            return new Range(low - margin, high + margin);
        }

        double at(double value) {
            return (value - low) / (high - low);
        }
    }

    /** @param axis what all panels share */
    public Chart(String axis) {
        this.axis = axis;
    }

    /** Lines without points are left out, and a panel without lines. */
    public Chart panel(String title, boolean logarithmic, List<Line> lines) {
        List<Line> drawn =
                lines.stream().filter(line -> !line.curve().points().isEmpty()).toList();
        if (!drawn.isEmpty()) {
            panels.add(new Panel(title, logarithmic, drawn));
        }
        return this;
    }

    public void write(Path file) throws IOException {
        BufferedImage picture = new BufferedImage(
                WIDTH, Math.max(1, panels.size()) * PANEL, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
            double last = panels.stream()
                    .flatMap(p -> p.lines().stream())
                    .flatMap(line -> line.curve().points().stream())
                    .mapToDouble(Curve.Point::x)
                    .max()
                    .orElse(1);
            for (int i = 0; i < panels.size(); i++) {
                draw(graphics, panels.get(i), new Range(0, Math.max(last, 1)), i * PANEL);
            }
        } finally {
            graphics.dispose();
        }
        // a cache on disk would want a shutdown hook, which is too late when the program is being stopped
        try (OutputStream out = Files.newOutputStream(file);
                ImageOutputStream image = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(picture, "png", image)) {
                throw new IOException("no PNG writer in this Java runtime");
            }
        }
    }

    private void draw(Graphics2D graphics, Panel panel, Range xs, int top) {
        double[] values = panel.lines().stream()
                .flatMap(line -> line.curve().points().stream())
                .mapToDouble(Curve.Point::y)
                .filter(panel::drawable)
                .map(panel::scaled)
                .toArray();
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        graphics.drawString(panel.title(), LEFT, top + TOP - 14);
        if (values.length == 0) {
            return;
        }
        Range ys = Range.of(values);
        frame(graphics, panel, xs, ys, top);
        for (int i = 0; i < panel.lines().size(); i++) {
            Color colour = COLOURS[i % COLOURS.length];
            List<Curve.Point> points = panel.points(panel.lines().get(i));
            boolean smoothed = points.size() >= SMOOTHED_FROM;
            graphics.setColor(smoothed ? new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), FAINT) : colour);
            line(graphics, points, xs, ys, top);
            graphics.setColor(colour);
            if (smoothed) {
                line(graphics, smooth(points), xs, ys, top);
            }
            int y = top + TOP + 14 + 18 * i;
            graphics.fillRect(WIDTH - RIGHT + 14, y - 6, 16, 3);
            graphics.setColor(Color.BLACK);
            graphics.drawString(panel.lines().get(i).name(), WIDTH - RIGHT + 36, y);
        }
    }

    private void frame(Graphics2D graphics, Panel panel, Range xs, Range ys, int top) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        for (int tick = 0; tick <= TICKS; tick++) {
            double part = (double) tick / TICKS;
            int y = y(part, top);
            int x = x(part);
            graphics.setColor(new Color(0xe2e2e2));
            graphics.drawLine(LEFT, y, WIDTH - RIGHT, y);
            graphics.drawLine(x, top + TOP, x, top + PANEL - BOTTOM);
            graphics.setColor(Color.DARK_GRAY);
            double value = ys.low() + part * (ys.high() - ys.low());
            String label = text(panel.logarithmic() ? Math.pow(10, value) : value);
            graphics.drawString(label, LEFT - 8 - graphics.getFontMetrics().stringWidth(label), y + 4);
            String at = text(part * xs.high());
            graphics.drawString(
                    at, x - graphics.getFontMetrics().stringWidth(at) / 2, top + PANEL - BOTTOM + 16);
        }
        graphics.drawString(axis, WIDTH - RIGHT + 14, top + PANEL - BOTTOM + 16);
        graphics.drawRect(LEFT, top + TOP, WIDTH - LEFT - RIGHT, PANEL - TOP - BOTTOM);
    }

    /** The mean of what came before and at each point, the nearest counting most. */
    private static List<Curve.Point> smooth(List<Curve.Point> points) {
        double news = Math.min(1, SMOOTHING / points.size());
        List<Curve.Point> smoothed = new ArrayList<>();
        double sum = 0;
        double weight = 0;
        for (Curve.Point point : points) {
            sum = (1 - news) * sum + news * point.y();
            weight = (1 - news) * weight + news;
            smoothed.add(new Curve.Point(point.x(), sum / weight));
        }
        return smoothed;
    }

    /** @param points as the panel scales them */
    private static void line(Graphics2D graphics, List<Curve.Point> points, Range xs, Range ys, int top) {
        Path2D path = new Path2D.Double();
        boolean started = false;
        for (Curve.Point point : points) {
            double x = x(xs.at(point.x()));
            double y = y(ys.at(point.y()), top);
            if (started) {
                path.lineTo(x, y);
            } else {
                path.moveTo(x, y);
                started = true;
            }
            if (points.size() < SMOOTHED_FROM) {
                graphics.fillOval((int) x - 2, (int) y - 2, 5, 5);
            }
        }
        graphics.setStroke(new BasicStroke(1.6f));
        graphics.draw(path);
    }

    private static int x(double part) {
        return (int) Math.round(LEFT + part * (WIDTH - LEFT - RIGHT));
    }

    private static int y(double part, int top) {
        return (int) Math.round(top + PANEL - BOTTOM - part * (PANEL - TOP - BOTTOM));
    }

    private static String text(double value) {
        return Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
