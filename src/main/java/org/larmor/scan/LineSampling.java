package org.larmor.scan;

import java.util.BitSet;
import java.util.Optional;

/**
 * Reads the sampling off the lines of one direction: is it full, does a lattice fit, or was it chosen otherwise?
 *
 * @param lines that came, counted from the first of the limits
 * @param n lines that the limits span
 * @param centre the central line, counted likewise
 */
record LineSampling(BitSet lines, int n, int centre) {
    /** The largest factor looked for where the header states none. */
    private static final int MOST_FACTOR = 8;

    /** A lost part of the lines beyond which sampling that is called full was not meant to be. */
    private static final double MOST_LOST = 0.25;

    /** The fewest consecutive lines at the centre that show that a centre was meant to be full. */
    private static final int CENTRE = 4;

    /** Runs of lines that sampling has at least which was drawn, or is a lattice around a full centre. */
    private static final int FEWEST_PIECES = 5;

    /** The part of the range that such sampling reaches over. */
    private static final double LEAST_SPAN = 0.6;

    /** The periods that are looked at however few lines there are. */
    private static final int SHORT_PERIODS = 16;

    /**
     * A lattice and the calibration lines, laid over the lines.
     *
     * @param missing lines of either that have not come
     */
    private record Fit(int factor, int due, BitSet missing) {}

    /**
     * The sampling.
     *
     * @param stated the header's factor, 1 where it states none
     */
    Sampling read(int stated) {
        if (lines.cardinality() >= n) {
            return new Sampling.Full();
        }
        if (stated > 1) {
            return fit(stated, n).map(this::ofFit).orElseGet(() -> fewLost() ? lost(full()) : irregular());
        }
        if (!deliberate()) {
            return lost(full());
        }
        for (int factor = MOST_FACTOR; factor > 1; factor--) {
            Optional<Fit> fit = fit(factor, n / 2).filter(found -> found.missing().isEmpty());
            if (fit.isPresent()) {
                return new Sampling.Lattice(factor);
            }
        }
        return fewLost() ? lost(full()) : irregular();
    }

    private Sampling irregular() {
        return centreLost() ? lost(full()) : new Sampling.Irregular(gap());
    }

    /** Whether the centre lies in a hole that is wider than any other: no sampling leaves out its centre. */
    boolean centreLost() {
        int before = lines.previousSetBit(centre);
        int behind = lines.nextSetBit(centre);
        if (before == centre || before < 0 || behind < 0) {
            return false;
        }
        BitSet others = (BitSet) lines.clone();
        others.set(before, behind);
        return behind - before - 1 > new LineSampling(others, n, centre).gap();
    }

    /**
     * Whether the lines look chosen rather than lost or still to come: the centre is full, lines lie in several pieces over
     * most of the range, and they do not repeat as those of interleaved segments do.
     */
    boolean deliberate() {
        if (!lines.get(centre) || repeated()) {
            return false;
        }
        int run = lines.nextClearBit(centre) - lines.previousClearBit(centre) - 1;
        int pieces = 0;
        for (int line = lines.nextSetBit(0); line >= 0; line = lines.nextSetBit(lines.nextClearBit(line))) {
            pieces++;
        }
        int span = lines.length() - lines.nextSetBit(0);
        return run >= Math.min(CENTRE, n) && pieces >= FEWEST_PIECES && span > LEAST_SPAN * n;
    }

    private boolean repeated() {
        // at a longer period there are too few pieces to be taken for chosen
        int longest = Math.max(SHORT_PERIODS, n / (FEWEST_PIECES - 1));
        for (int period = 2; period <= longest; period++) {
            int line = 0;
            while (line + period < n && lines.get(line) == lines.get(line + period)) {
                line++;
            }
            if (line + period >= n) {
                return true;
            }
        }
        return false;
    }

    private boolean fewLost() {
        return n - lines.cardinality() <= MOST_LOST * n;
    }

    private Sampling ofFit(Fit fit) {
        return fit.missing().isEmpty() ? new Sampling.Lattice(fit.factor()) : lost(fit);
    }

    private Sampling lost(Fit fit) {
        return new Sampling.Lost(fit.missing().cardinality(), fit.due(), gap(), fit.missing().get(centre), true);
    }

    private Fit full() {
        BitSet missing = new BitSet(n);
        missing.set(0, n);
        missing.andNot(lines);
        return new Fit(1, n, missing);
    }

    /**
     * The lattice of a factor, empty where lines lie off it that are no block around the centre.
     *
     * @param widest lines that the block may have
     */
    private Optional<Fit> fit(int factor, int widest) {
        int[] found = new int[factor];
        lines.stream().forEach(line -> found[line % factor]++);
        int offset = 0;
        for (int o = 1; o < factor; o++) {
            offset = found[o] > found[offset] ? o : offset;
        }
        BitSet due = new BitSet(n);
        for (int line = offset; line < n; line += factor) {
            due.set(line);
        }
        BitSet off = (BitSet) lines.clone();
        off.andNot(due);
        if (!off.isEmpty()) {
            int from = off.nextSetBit(0);
            int to = off.length();
            BitSet holes = new BitSet(n);
            holes.set(from, to);
            holes.andNot(lines);
            boolean central = from <= centre + factor && to >= centre - factor;
            if (!central || to - from > widest || holes.cardinality() > MOST_LOST * (to - from)) {
                return Optional.empty();
            }
            due.set(from, to);
        }
        BitSet missing = (BitSet) due.clone();
        missing.andNot(lines);
        return Optional.of(new Fit(factor, due.cardinality(), missing));
    }

    /** The longest run of lines that did not come, those at the ends included. */
    private int gap() {
        if (lines.isEmpty()) {
            return n;
        }
        int first = lines.nextSetBit(0);
        int last = Math.min(n, lines.length()) - 1;
        return Math.max(innerGap(first, last), Math.max(first, n - 1 - last));
    }

    private int innerGap(int first, int last) {
        int longest = 0;
        for (int line = first; line >= 0 && line < last; ) {
            int next = lines.nextSetBit(line + 1);
            longest = Math.max(longest, next - line - 1);
            line = next;
        }
        return longest;
    }
}
