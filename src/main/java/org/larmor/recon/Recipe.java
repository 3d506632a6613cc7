package org.larmor.recon;

import java.util.Locale;
import java.util.Optional;

/** How a scan's frames are reconstructed; the scan's config name chooses it. */
public enum Recipe {
    /** Root sum of squares of the zero-filled inverse FFT, whitened where the scan has noise data. */
    RSS,
    /** The same, never whitened. */
    SIMPLEFFT,
    /** CG-SENSE. */
    SENSE,
    /** The champion of the scan's domain. */
    JSSL,
    /** What a scan asks for when it leaves the choice to the router; never in a job. */
    AUTO,
    /** Swallow: every frame ends with no image. */
    NULL;

    /** The recipe a config name stands for, empty where the name is unknown: never silently replaced. */
    public static Optional<Recipe> named(String config) {
        return switch (config.strip().toLowerCase(Locale.ROOT)) {
            case "rss" -> Optional.of(RSS);
            case "simplefft" -> Optional.of(SIMPLEFFT);
            case "sense" -> Optional.of(SENSE);
            case "jssl" -> Optional.of(JSSL);
            case "auto", "default.xml", "openrecon" -> Optional.of(AUTO);
            case "null" -> Optional.of(NULL);
            default -> Optional.empty();
        };
    }
}
