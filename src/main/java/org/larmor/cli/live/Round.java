package org.larmor.cli.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.AdaptEvent.Verdict;

/**
 * What a run has led to.
 *
 * @param number from 1
 * @param samples that it could learn from
 * @param steps that were done
 * @param challenger the version that it made
 * @param reasons of the verdict
 * @param scans units of the held-out scans, each by itself
 * @param gain of the logarithm of their hidden error, mean
 * @param p of the sign-flip test over them: optimistic
 * @param then what followed from the verdict
 * @param serving the version that serves since
 */
record Round(
        int number,
        String run,
        int samples,
        int steps,
        String challenger,
        String gate,
        Verdict verdict,
        List<String> reasons,
        int scans,
        double gain,
        double p,
        String then,
        String serving) {
    /** Its entry in the journal, and what has been sent, or which plan it is: one of the three. */
    record Entry(@Nullable String plan, @Nullable String sent, @Nullable Round round) {}
}
