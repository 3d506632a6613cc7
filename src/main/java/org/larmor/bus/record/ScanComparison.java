package org.larmor.bus.record;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two versions on the same frames of a scan, none of which was sent.
 *
 * @param subject the site key's hash of the patient's id, or of what stands for it; null where that is not known
 * @param content hash of the first frame's k-space, by the site's key: the same for the same data, whoever sent them
 * @param domain whose scan it is
 * @param champion the version that served it when the scan had ended
 * @param shadow the version that it is held against
 * @param frames how many both were measured on; 0 where it came to nothing
 * @param byChampion null where its network failed, or its numbers were not finite
 * @param byShadow likewise
 * @param failure why one of them is null, null where none is
 */
public record ScanComparison(
        String scan,
        @Nullable String subject,
        String content,
        String domain,
        String champion,
        String shadow,
        int frames,
        @Nullable Told byChampion,
        @Nullable Told byShadow,
        @Nullable String failure) {
    private static final double DB = 10 / Math.log(10);

    /**
     * How one of them did, without the columns that were hidden from both.
     *
     * @param logError natural logarithm of Σ|prediction − y|² / Σ|y|² over the hidden columns, mean over frames
     * @param seconds that a frame's pass took, mean over frames
     * @param bytes by which the process grew while it computed, the most over frames
     */
    public record Told(double logError, double seconds, long bytes) {
        public Told {
            if (!Double.isFinite(logError) || !(seconds >= 0)) {
                throw new IllegalArgumentException("an error of " + logError + " after " + seconds + " s");
            }
        }
    }

    /** One that came to nothing. */
    public static ScanComparison failed(ShadowJob job, String why) {
        return new ScanComparison(job.scan(), job.subject(), "", job.domain(), job.champion(), job.shadow(), 0, null, null, why);
    }

    /** Of several frames of one job, on each of which one network at least did what it is held to. */
    public static ScanComparison of(List<ScanComparison> frames) {
        ScanComparison first = frames.getFirst();
        return new ScanComparison(
                first.scan,
                first.subject,
                first.content,
                first.domain,
                first.champion,
                first.shadow,
                frames.stream().mapToInt(ScanComparison::frames).sum(),
                mean(frames.stream().map(ScanComparison::byChampion).toList()),
                mean(frames.stream().map(ScanComparison::byShadow).toList()),
                frames.stream()
                        .map(ScanComparison::failure)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private static @Nullable Told mean(List<@Nullable Told> all) {
        return all.contains(null)
                ? null
                : new Told(
                        all.stream().mapToDouble(Told::logError).average().orElseThrow(),
                        all.stream().mapToDouble(Told::seconds).average().orElseThrow(),
                        all.stream().mapToLong(Told::bytes).max().orElseThrow());
    }

    /** What counts as one: whoever was scanned, else the scan. */
    public String unit() {
        return subject == null ? scan : subject;
    }

    /** Whether neither network did what it is held to: then that is the frame's doing. */
    public boolean isVoid() {
        return byChampion == null && byShadow == null;
    }

    /**
     * By how much the champion's error is the larger, dB; a network that failed is worse than any. NaN where both failed.
     */
    public double champions() {
        if (byChampion == null) {
            return byShadow == null ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        return byShadow == null ? Double.NEGATIVE_INFINITY : DB * (byChampion.logError() - byShadow.logError());
    }
}
