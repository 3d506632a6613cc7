package org.larmor.jssl.sampling;

import java.util.List;

/**
 * How much is left out.
 *
 * @param factor one line in so many, all lines counted
 * @param centreFraction the part of all lines, around the centre, that is always measured
 */
public record Acceleration(int factor, double centreFraction) {
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
                        Integer.parseInt(text.substring(0, slash)), Double.parseDouble(text.substring(slash + 1)));
            }
            int factor = Integer.parseInt(text);
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

    public Acceleration {
        if (factor < 1 || !(centreFraction > 0 && centreFraction <= 1)) {
            throw new IllegalArgumentException("acceleration " + factor + ", centre fraction " + centreFraction);
        }
    }
}
