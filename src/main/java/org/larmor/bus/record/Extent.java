package org.larmor.bus.record;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a large value lies in a topic of one partition: in numbered pieces under keys of its own.
 *
 * @param upload what the pieces' keys begin with; no two values have the same
 * @param first offset of the first piece
 * @param last offset of the last one; others' pieces may lie between
 * @param pieces how many there are
 * @param bytes of all of them together
 */
public record Extent(String upload, long first, long last, int pieces, long bytes) {
    /** Of 1 MiB each: what is larger is no value of ours, and its keys alone would fill the memory. */
    private static final int MOST_PIECES = 1 << 16;

    private static final long LARGEST_PIECE = 1 << 20;

    public Extent {
        if (upload == null
                || first < 0
                || last < first
                || pieces < 1
                || pieces > MOST_PIECES
                || bytes < 1
                || bytes > pieces * LARGEST_PIECE) {
            throw new IllegalArgumentException(pieces + " pieces of " + bytes + " bytes at " + first + " to " + last);
        }
    }

    /** The key of a piece. */
    public static String key(String upload, int number) {
        return upload + "/" + number;
    }

    /** The keys of all pieces, in order. */
    public List<String> keys() {
        return IntStream.range(0, pieces).mapToObj(number -> key(upload, number)).toList();
    }
}
