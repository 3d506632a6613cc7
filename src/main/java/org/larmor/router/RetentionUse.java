package org.larmor.router;

/**
 * How much of the log's retention the frame that has waited longest has used up, by whichever bound comes first. What the
 * frame takes itself is nothing that displaces it, so both byte figures are without it.
 *
 * @param age since its first chunk was stored, ms
 * @param maxAge {@code retention.ms}, not positive where there is no such bound
 * @param behind bytes stored in its partition since, without its own
 * @param maxBehind {@code retention.bytes} without its own, not positive where there is no such bound
 */
record RetentionUse(long age, long maxAge, long behind, long maxBehind) {
    /** From here on frames are reconstructed more cheaply. */
    static final double NEAR = 0.5;
    /** From here on no new scans are taken. Retention removes whole segments, so there must be room for some. */
    static final double FULL = 0.8;

    /** 0 = just stored, 1 = about to be removed. */
    double part() {
        return Math.max(part(age, maxAge), part(behind, maxBehind));
    }

    static Backlog.Level level(double part) {
        if (part >= FULL) {
            return Backlog.Level.FULL;
        }
        return part >= NEAR ? Backlog.Level.NEAR : Backlog.Level.NORMAL;
    }

    private static double part(long used, long bound) {
        return bound > 0 ? (double) used / bound : 0;
    }
}
