package org.larmor.cli.live;

import java.util.List;
import java.util.function.Supplier;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.sim.KspaceMessages;
import org.larmor.sim.MessageSource;

/**
 * A scan of somebody, of which more is known than is sent.
 *
 * @param source draws or reads its slices, anew at each call
 */
record LiveScan(String name, String patient, Supplier<List<Slice>> source) {
    /**
     * A slice.
     *
     * @param complete all of its k-space
     * @param truth what its image is held against: the same, or without noise
     * @param mask of what is sent
     */
    record Slice(SliceRef ref, KspaceSlice complete, KspaceSlice truth, ColumnMask mask) {}

    List<Slice> slices() {
        return source.get();
    }

    /** As the scanner sends it. */
    MessageSource messages(String protocol) {
        return new KspaceMessages(
                protocol,
                patient,
                slices().stream()
                        .map(slice -> new KspaceMessages.Slice(
                                slice.complete().pairs(),
                                slice.complete().coils(),
                                slice.complete().height(),
                                slice.mask().columns()))
                        .toList());
    }
}
