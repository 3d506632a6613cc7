package org.larmor.bus.record;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/**
 * An encoding as records carry it: what the router decides by. Nothing that names a patient or a protocol.
 *
 * @param encoded the matrix of k-space, x, y, z
 * @param recon the matrix of the image, likewise
 */
public record EncodingRecord(
        String trajectory, Space encoded, Space recon, Limits limits, int acceleration1, int acceleration2,
        @Nullable String calibrationMode) {
    /** The header schema's. */
    private static final Set<String> TRAJECTORIES = Set.of("cartesian", "epi", "radial", "goldenangle", "spiral", "other");

    private static final Set<String> CALIBRATION_MODES = Set.of("embedded", "interleaved", "separate", "external", "other");

    /** Sides in samples, fields of view in mm. */
    public record Space(int x, int y, int z, float fovX, float fovY, float fovZ) {}

    /** A counter's range, inclusive, and its centre. */
    public record Range(int minimum, int maximum, int center) {}

    /** Null where the header states none. */
    public record Limits(
            @Nullable Range step0,
            @Nullable Range step1,
            @Nullable Range step2,
            @Nullable Range average,
            @Nullable Range slice,
            @Nullable Range contrast,
            @Nullable Range phase,
            @Nullable Range repetition,
            @Nullable Range set,
            @Nullable Range segment) {}

    public static EncodingRecord of(Encoding encoding) {
        Encoding.Limits l = encoding.limits();
        return new EncodingRecord(
                typed(TRAJECTORIES, encoding.trajectory()),
                space(encoding.encoded()),
                space(encoding.recon()),
                new Limits(
                        range(l.step0()),
                        range(l.step1()),
                        range(l.step2()),
                        range(l.average()),
                        range(l.slice()),
                        range(l.contrast()),
                        range(l.phase()),
                        range(l.repetition()),
                        range(l.set()),
                        range(l.segment())),
                encoding.acceleration1(),
                encoding.acceleration2(),
                encoding.calibrationMode() == null ? null : typed(CALIBRATION_MODES, encoding.calibrationMode()));
    }

    /** A word of the header's schema; free text, which may name anything, stays in the context. */
    private static String typed(Set<String> known, String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return known.contains(word) ? word : "other";
    }

    public Encoding encoding() {
        return new Encoding(
                trajectory,
                space(encoded),
                space(recon),
                new Encoding.Limits(
                        limit(limits.step0),
                        limit(limits.step1),
                        limit(limits.step2),
                        limit(limits.average),
                        limit(limits.slice),
                        limit(limits.contrast),
                        limit(limits.phase),
                        limit(limits.repetition),
                        limit(limits.set),
                        limit(limits.segment)),
                acceleration1,
                acceleration2,
                calibrationMode);
    }

    private static Space space(Encoding.Space s) {
        return new Space(s.x(), s.y(), s.z(), s.fovX(), s.fovY(), s.fovZ());
    }

    private static Encoding.Space space(Space s) {
        return new Encoding.Space(s.x, s.y, s.z, s.fovX, s.fovY, s.fovZ);
    }

    private static @Nullable Range range(@Nullable Limit limit) {
        return limit == null ? null : new Range(limit.minimum(), limit.maximum(), limit.center());
    }

    private static @Nullable Limit limit(@Nullable Range range) {
        return range == null ? null : new Limit(range.minimum, range.maximum, range.center);
    }
}
