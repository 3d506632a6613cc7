package org.larmor.bus.record;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An immutable version of a model in {@code models.versions}: its weights lie in {@code models.weights}, in numbered
 * pieces that were written before.
 *
 * @param version {@code name@sha}
 * @param card the model's card, JSON of its own schema
 * @param upload what the pieces' keys begin with
 * @param first offset of the first piece
 * @param last offset of the last one; others' pieces may lie between
 * @param pieces how many there are
 * @param bytes of all of them together
 * @param sha256 of the weights as a file, in hexadecimal
 * @param origin where it comes from, for people
 * @param at when it was written, µs since the epoch
 */
public record ModelVersion(
        String version,
        String card,
        String upload,
        long first,
        long last,
        int pieces,
        long bytes,
        String sha256,
        String origin,
        long at) {
    /** The key of a piece. */
    public static String pieceKey(String upload, int number) {
        return upload + "/" + number;
    }

    /** The keys of all pieces, in order. */
    public List<String> pieceKeys() {
        return IntStream.range(0, pieces).mapToObj(number -> pieceKey(upload, number)).toList();
    }
}
