package org.larmor.bus.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames of a scan that has ended, on which a version is held against the one that serves, in {@code recon.jobs.shadow}. What
 * comes of it is sent to nobody. At least once; what it leads to counts once for (shadow, subject).
 *
 * @param subject the site key's hash of the patient's id, or of what stands for it; null where that is not known
 * @param domain the scan's
 * @param champion the version that serves the domain
 * @param shadow the other one
 * @param frames as they were reconstructed
 */
public record ShadowJob(
        String scan, @Nullable String subject, String domain, String champion, String shadow, List<Job> frames) {
    public ShadowJob {
        frames = List.copyOf(frames);
    }
}
