package org.larmor.mrd.header;

/** The range of one encoding counter, inclusive, and the index of its k-space centre. */
public record Limit(int minimum, int maximum, int center) {
    public static final Limit NONE = new Limit(0, 0, 0);

    public int count() {
        return maximum - minimum + 1;
    }
}
