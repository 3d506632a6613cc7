package org.larmor.router;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.Consumer;

/** An immutable set of small non-negative integers, one bit each in a record. */
final class Bits {
    static final Bits NONE = new Bits(new BitSet());

    private final BitSet set;

    private Bits(BitSet set) {
        this.set = set;
    }

    @JsonCreator
    static Bits unpack(byte[] packed) {
        return new Bits(BitSet.valueOf(packed));
    }

    @JsonValue
    byte[] packed() {
        return set.toByteArray();
    }

    /** This set, and what {@code adder} adds to a copy of it. */
    Bits with(Consumer<BitSet> adder) {
        BitSet copy = (BitSet) set.clone();
        adder.accept(copy);
        return new Bits(copy);
    }

    Bits or(Bits other) {
        return with(copy -> copy.or(other.set));
    }

    boolean contains(int element) {
        return set.get(element);
    }

    boolean containsAll(Bits other) {
        BitSet missing = (BitSet) other.set.clone();
        missing.andNot(set);
        return missing.isEmpty();
    }

    int size() {
        return set.cardinality();
    }

    /** First element of the run of consecutive elements that {@code element}, which is in the set, lies in. */
    int runStart(int element) {
        return set.previousClearBit(element) + 1;
    }

    /** One past the last element of that run. */
    int runEnd(int element) {
        return set.nextClearBit(element);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bits that && set.equals(that.set);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(set);
    }

    @Override
    public String toString() {
        return set.toString();
    }
}
