package org.larmor.adapt.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a model comes to serve, and how it is watched.
 *
 * @param automatic whether one that passes its gate and its trial serves without a person who says so
 * @param shadowScansOrNull on so many scans a challenger is tried unseen; null where the policy does not say
 * @param shareOrNull of a scan's frames on which models are held against each other, likewise
 */
public record Promotion(
        boolean automatic,
        @JsonProperty("shadowScans") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer shadowScansOrNull,
        @JsonProperty("share") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double shareOrNull) {
    /** By a person. */
    static final Promotion DEFAULT = new Promotion(false, null, null);

    private static final int USUAL_SCANS = 8;
    private static final double USUAL_SHARE = 0.25;

    /** On so many scans a challenger is tried unseen; 0 for none. */
    public int shadowScans() {
        return shadowScansOrNull == null ? USUAL_SCANS : shadowScansOrNull;
    }

    /** Of a scan's frames on which models are held against each other, above 0. */
    public double share() {
        return shareOrNull == null ? USUAL_SHARE : shareOrNull;
    }
}
