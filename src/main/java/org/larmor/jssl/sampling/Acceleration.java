package org.larmor.jssl.sampling;

import java.util.List;

/**
 * How much is left out.
 *
 * @param factor one line in so many, all lines counted
 * @param centreFraction the part of all lines, around the centre, that is always measured
 */
public record Acceleration(double factor, double centreFraction) {
    /** The usual pairs. */
    public static final List<Acceleration> USUAL = List.of(
            new Acceleration(2, 0.16),
            new Acceleration(4, 0.08),
            new Acceleration(8, 0.04),
            new Acceleration(16, 0.02));

    /** From {@code FACTOR}, one of the usual, or {@code FACTOR/CENTRE FRACTION}. */
    public static Acceleration parse(String text) {
        try {
            int slash = text.indexOf('/');
            if (slash >= 0) {
                return new Acceleration(
                        Double.parseDouble(text.substring(0, slash)), Double.parseDouble(text.substring(slash + 1)));
            }
            double factor = Double.parseDouble(text);
            for (Acceleration usual : USUAL) {
                if (usual.factor == factor) {
                    return usual;
                }
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("an acceleration is a number, not '" + text + "'", e);
        }
        throw new IllegalArgumentException("the usual accelerations are 2, 4, 8 and 16; for another, state the centre"
                + " fraction too, like " + text + "/0.06");
    }

    /**
     * What a mask's lines are drawn by: equispaced ones of it, in whatever width, have its centre and its spacing.
     *
     * @param mask with its centre
     */
    public static Acceleration of(ColumnMask mask) {
        int columns = mask.columns().length;
        return new Acceleration(
                (double) columns / Math.max(1, mask.indices().length), Math.max(1.0, mask.acsLength()) / columns);
    }

    /** {@code 4x}, {@code 1.45x}. */
    public String label() {
        return number() + "x";
    }

    /** As {@link #parse} reads it: {@code 4/0.08}. */
    @Override
    public String toString() {
        return number() + "/" + centreFraction;
    }

    private String number() {
        return factor == Math.rint(factor) ? Long.toString((long) factor) : Double.toString(factor);
    }

    public Acceleration {
        if (!(factor >= 1 && factor < Integer.MAX_VALUE) || !(centreFraction > 0 && centreFraction <= 1)) {
            throw new IllegalArgumentException("acceleration " + factor + ", centre fraction " + centreFraction);
        }
    }
}
