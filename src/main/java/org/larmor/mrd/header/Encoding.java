package org.larmor.mrd.header;

import org.jspecify.annotations.Nullable;

/**
 * One {@code <encoding>} of the header.
 *
 * @param trajectory lower-case as written: {@code cartesian}, {@code epi}, {@code radial}, {@code spiral}, …
 * @param acceleration1 parallel-imaging factor along encode step 1, 1 where none is stated
 * @param acceleration2 the same along step 2
 * @param calibrationMode as written, e.g. {@code embedded}, {@code interleaved}, {@code separate}; null where absent
 */
public record Encoding(
        String trajectory,
        Space encoded,
        Space recon,
        Limits limits,
        int acceleration1,
        int acceleration2,
        @Nullable String calibrationMode) {

    /** A matrix and its field of view in mm; x = readout, y = encode step 1, z = encode step 2. */
    public record Space(int x, int y, int z, float fovX, float fovY, float fovZ) {}

    /** The encoding limits; null where the header states none, which is not the same as a range of one. */
    public record Limits(
            @Nullable Limit step0,
            @Nullable Limit step1,
            @Nullable Limit step2,
            @Nullable Limit average,
            @Nullable Limit slice,
            @Nullable Limit contrast,
            @Nullable Limit phase,
            @Nullable Limit repetition,
            @Nullable Limit set,
            @Nullable Limit segment) {
        public static final Limits NONE =
                new Limits(null, null, null, null, null, null, null, null, null, null);
    }
}
