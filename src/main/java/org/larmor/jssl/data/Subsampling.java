package org.larmor.jssl.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.larmor.jssl.sampling.Acceleration;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.jssl.sampling.ColumnSampling;

/** Which columns of a slice count as acquired. */
@FunctionalInterface
public interface Subsampling {
    /** @param random of this draw of the slice */
    ColumnMask mask(SliceRef slice, int columns, RandomGenerator random);

    /**
     * For a slice as it was read: of columns that were measured at all. An incomplete slice is what it is.
     */
    default ColumnMask mask(SliceRef ref, KspaceSlice slice, RandomGenerator random) {
        ColumnMask mask = slice.complete()
                ? mask(ref, slice.width(), random).within(slice.acquired())
                : ColumnMask.acquired(slice.acquired());
        if (mask.acsLength() == 0 && slice.calibration() == null) {
            throw new DataException("no column at the centre of " + ref.key() + " was acquired");
        }
        return mask;
    }

    /** Anew at every draw: for fully sampled data. */
    static Subsampling drawn(ColumnSampling sampling, List<Acceleration> accelerations) {
        List<Acceleration> choices = List.copyOf(accelerations);
        return (slice, columns, random) ->
                sampling.draw(columns, choices.get(random.nextInt(choices.size())), random);
    }

    /** Once and for all, by the seed and the slice: what was left out is never seen. */
    static Subsampling fixed(ColumnSampling sampling, List<Acceleration> accelerations, long seed) {
        Subsampling drawn = drawn(sampling, accelerations);
        return (slice, columns, random) -> drawn.mask(
                slice, columns, new SplittableRandom(seed ^ Draws.hash(slice.key())));
    }
}
