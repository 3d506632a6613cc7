package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;

/**
 * A name that a model version has in a domain, in {@code models.aliases}.
 *
 * @param domain the kind of scan that one model serves, as the site's policy calls it, or {@link #GENERAL}
 * @param measured the scans that it was measured for here, null where its card alone says
 */
public record ModelAlias(String domain, Name name, String version, @Nullable MeasuredRange measured) {
    /** Measured for what its card says. */
    public ModelAlias(String domain, Name name, String version) {
        this(domain, name, version, null);
    }

    /** Serves every domain that has no version of that name of its own. */
    public static final String GENERAL = "general";

    /** What a version is to a domain. */
    public enum Name {
        /** Serves its scans. */
        CHAMPION,
        /** Would like to. */
        CHALLENGER,
        /** The challenger while it reconstructs a share of them beside the champion, unseen. */
        SHADOW,
        /** Served them before the champion did. */
        PREVIOUS,
        /** Never changes: what all are measured against. */
        BASELINE
    }

    /** The key of its record. */
    public static String key(String domain, Name name) {
        return domain + "/" + name.name().toLowerCase(java.util.Locale.ROOT);
    }
}
