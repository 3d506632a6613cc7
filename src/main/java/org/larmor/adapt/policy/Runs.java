package org.larmor.adapt.policy;

/**
 * When models are trained, and how much.
 *
 * @param after so many new samples to learn from since a domain's last run; 0 for only when somebody asks
 * @param everyHours that long after a domain's last run the next one, if there is anything new; 0 for never
 * @param steps of a run
 * @param minutes that a run may take
 */
public record Runs(int after, int everyHours, int steps, int minutes) {
    static final Runs DEFAULT = new Runs(0, 0, 300, 60);
}
