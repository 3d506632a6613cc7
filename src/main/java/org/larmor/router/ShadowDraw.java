package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ShadowJob;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.Recipe;

/**
 * On which frames of a scan that has ended models are held against each other: a share of its undersampled slices, at least
 * one, evenly over all, and no more than a record can name.
 */
final class ShadowDraw {
    /** However large the scan: so many passes of two networks take seconds, not minutes. */
    private static final int MOST = 16;

    private ShadowDraw() {}

    static Optional<ShadowJob> job(
            ScanState scan, ModelDirectory.Shadow shadow, ScanFrames frames, long routedAt) {
        List<FrameState> fitting =
                frames.all().stream().filter(frame -> fits(scan, frame, shadow.onTrial())).toList();
        int wanted = Math.clamp(Math.round(shadow.share() * fitting.size()), 1, MOST);
        List<Job> jobs = new ArrayList<>();
        int named = 0;
        for (int i = 0; i < Math.min(wanted, fitting.size()); i++) {
            FrameState frame = fitting.get((int) ((long) i * fitting.size() / wanted));
            Job job = frame.decisions().getLast().job(scan, frame, frames, routedAt);
            named += job.chunks().size() + job.contexts().size() + job.companions().size();
            if (named <= ScanLimits.CHUNKS_OF_A_JOB) {
                jobs.add(job);
            }
        }
        return jobs.isEmpty()
                ? Optional.empty()
                : Optional.of(new ShadowJob(scan.scan(), subject(scan), shadow.domain(), shadow.champion(), shadow.version(), jobs));
    }

    private static @Nullable String subject(ScanState scan) {
        return scan.gathered() == null ? null : scan.gathered().order().teaching().subject();
    }

    /**
     * Who serves is watched on the frames that it has served. A challenger is tried on all that were unfolded: it may be made for
     * those that the champion is not taken for.
     */
    private static boolean fits(ScanState scan, FrameState frame, boolean onTrial) {
        if (frame.decisions().isEmpty()) {
            return false;
        }
        Decision last = frame.decisions().getLast();
        return last.isWork()
                && (last.recipe().learned() || (onTrial && last.recipe() == Recipe.SENSE))
                && isSubsampled(scan, frame);
    }

    /** Whether it is a slice that lacks lines: of others nothing can be hidden, or no network takes them. */
    static boolean isSubsampled(ScanState scan, FrameState frame) {
        FrameKey key = frame.frame();
        return !EncodingRules.of(scan.facts().encodings(), key)
                .map(rules -> rules.volume() || rules.sampling(frame.known(), true).whole())
                .orElse(true);
    }
}
