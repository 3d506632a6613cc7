package org.larmor.jssl.run;

import java.util.ArrayList;
import java.util.List;

/** A curve of any length by at most {@value #BINS} means: of single values first, of ever longer runs as it grows. */
public final class Curve {
    private static final int BINS = 1024;

    private final List<Point> points = new ArrayList<>();
    private double width = 1;
    private double x;
    private double y;
    private int open;

    /** The mean of a run of values and of where they lie. */
    public record Point(double x, double y) {}

    public void add(double at, double value) {
        x += at;
        y += value;
        open++;
        if (open >= width) {
            points.add(new Point(x / open, y / open));
            x = 0;
            y = 0;
            open = 0;
        }
        if (points.size() == BINS) {
            for (int i = 0; i < BINS / 2; i++) {
                Point a = points.get(2 * i);
                Point b = points.get(2 * i + 1);
                points.set(i, new Point((a.x + b.x) / 2, (a.y + b.y) / 2));
            }
            points.subList(BINS / 2, BINS).clear();
            width *= 2;
        }
    }

    /** In the order added. */
    public List<Point> points() {
        return List.copyOf(points);
    }
}
