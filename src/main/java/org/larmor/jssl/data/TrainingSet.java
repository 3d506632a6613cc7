package org.larmor.jssl.data;

import java.util.List;

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
