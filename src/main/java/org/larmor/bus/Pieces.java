package org.larmor.bus;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Large values in numbered pieces, each well within a record: cut by {@link #cut}, and held here, under a bound, until
 * the record comes that names them. One thread's.
 *
 * @param <S> a set of values that one record names together
 * @param <P> what is held of a piece
 */
public final class Pieces<S, P> {
    /** The largest piece, bytes. */
    public static final int BYTES = 1 << 20;

    private final int bound;
    private final Consumer<? super List<P>> dropped;
    private final Map<S, Map<Integer, List<P>>> sets = new HashMap<>();
    private int held;

    /**
     * @param bound of the pieces held at once
     * @param dropped is given the pieces of each value that is held no longer without having been taken
     */
    public Pieces(int bound, Consumer<? super List<P>> dropped) {
        this.bound = bound;
        this.dropped = dropped;
    }

    /** Copies a value into pieces, in order. */
    public static List<byte[]> cut(ByteBuffer value) {
        List<byte[]> pieces = new ArrayList<>(Math.ceilDiv(value.remaining(), BYTES));
        ByteBuffer rest = value.duplicate();
        while (rest.hasRemaining()) {
            byte[] piece = new byte[Math.min(BYTES, rest.remaining())];
            rest.get(piece);
            pieces.add(piece);
        }
        return pieces;
    }

    /**
     * Holds a piece, which comes behind those before it. One that does not is one that was seen: a producer's retry may
     * repeat, but never reorders.
     *
     * @param value of the set, by number
     * @param number of the piece in its value, from 0
     * @throws BusException where more would be held than may be
     */
    public void add(S set, int value, int number, Supplier<P> piece) {
        List<P> before =
                sets.computeIfAbsent(set, _ -> new HashMap<>()).computeIfAbsent(value, _ -> new ArrayList<>());
        if (before.size() != number) {
            return;
        }
        if (held == bound) {
            throw new BusException("more than " + bound + " pieces came without a record that names them");
        }
        before.add(piece.get());
        held++;
    }

    /**
     * Gives a set out.
     *
     * @param counts how many pieces each of its values has
     * @return the values in order, each by its pieces; empty where not all are there, and then all are dropped
     */
    public Optional<List<List<P>>> take(S set, List<Integer> counts) {
        Map<Integer, List<P>> values = sets.getOrDefault(set, Map.of());
        List<List<P>> ordered = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            List<P> pieces = values.getOrDefault(i, List.of());
            if (pieces.isEmpty() || pieces.size() != counts.get(i)) {
                drop(set::equals);
                return Optional.empty();
            }
            ordered.add(pieces);
        }
        for (int i = 0; i < ordered.size(); i++) {
            values.remove(i);
            held -= ordered.get(i).size();
        }
        drop(set::equals);
        return Optional.of(ordered);
    }

    /** Holds these sets no longer. */
    public void drop(Predicate<? super S> which) {
        sets.entrySet().removeIf(set -> {
            if (!which.test(set.getKey())) {
                return false;
            }
            for (List<P> pieces : set.getValue().values()) {
                held -= pieces.size();
                dropped.accept(pieces);
            }
            return true;
        });
    }
}
