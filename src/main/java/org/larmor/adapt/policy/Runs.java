package org.larmor.adapt.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * When models are trained, and how much.
 *
 * @param after so many new samples to learn from since a domain's last run; 0 for only when somebody asks
 * @param everyHours that long after a domain's last run the next one, if there is anything new; 0 for never
 * @param steps of a run
 * @param minutes that a run may take
 * @param weightsOrNull how far a run may take the weights from the champion's, as a part of their 2-norm; null where the
 *     policy does not say, as those of before do not
 */
public record Runs(
        int after,
        int everyHours,
        int steps,
        int minutes,
        @JsonProperty("weights") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double weightsOrNull) {
    static final Runs DEFAULT = new Runs(0, 0, 300, 60, null);

    /** 300 steps took the starter's weights by 0.07 to 0.11. */
    private static final double USUAL = 0.25;

    /** How far a run may take the weights. */
    public double weights() {
        return weightsOrNull == null ? USUAL : weightsOrNull;
    }
}
