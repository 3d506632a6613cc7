package org.larmor.jssl.run;

import java.util.List;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.data.Subsampling;

/**
 * Slices of one kind.
 *
 * @param selfSupervised whether the loss sees acquired columns alone
 */
public record TrainingSet(List<SliceRef> slices, boolean selfSupervised, Subsampling subsampling) {
    public TrainingSet {
        slices = List.copyOf(slices);
        if (slices.isEmpty()) {
            throw new DataException("a training set without slices");
        }
    }
}
