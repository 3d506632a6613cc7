package org.larmor.router;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;

/**
 * Which frames of a scan become samples: a function of scan and frame alone, so that whoever decides again decides alike.
 * About as many as are wanted, spread over the scan; how many there are in the end is counted where samples are.
 */
final class SampleDraw {
    private static final double DIGEST = 1L << 32;

    private SampleDraw() {}

    /** @param most samples that are wanted of the scan */
    static boolean admits(String scan, FrameKey frame, List<Encoding> encodings, int most) {
        return drawn(scan + "/" + frame) < most / expected(frame, encodings);
    }

    /** How many frames the scan has, by its limits, or by what has come of it. */
    private static double expected(FrameKey frame, List<Encoding> encodings) {
        double stated = 0;
        for (Encoding encoding : encodings) {
            Encoding.Limits limits = encoding.limits();
            stated += count(limits.slice())
                    * count(limits.contrast())
                    * count(limits.phase())
                    * count(limits.repetition())
                    * count(limits.set());
        }
        double seen = (1.0 + frame.slice())
                * (1.0 + frame.contrast())
                * (1.0 + frame.phase())
                * (1.0 + frame.repetition())
                * (1.0 + frame.set());
        return Math.max(stated, seen);
    }

    private static double count(@Nullable Limit limit) {
        return limit == null ? 1 : limit.maximum() - limit.minimum() + 1;
    }

    /** From 0 to 1. */
    static double drawn(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt()) / DIGEST;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
