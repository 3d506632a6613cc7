package org.larmor.adapt.policy;

/**
 * When models are trained, and how much.
 *
 * @param after so many new samples to learn from since a domain's last run; 0 for only when somebody asks
 * @param everyHours that long after a domain's last run the next one, if there is anything new; 0 for never
 * @param steps of a run
 * @param minutes that a run may take
 * @param weights how far a run may take the weights from the champion's, as a part of their 2-norm; 0 for any distance.
 *     300 steps took the starter's by 0.07 to 0.11
 */
public record Runs(int after, int everyHours, int steps, int minutes, double weights) {
    static final Runs DEFAULT = new Runs(0, 0, 300, 60, 0.25);
}
