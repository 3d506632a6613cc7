package org.larmor.bus.record;

import java.util.List;

/**
 * What a training run is to be made of, fixed when it was ordered.
 *
 * @param run its name
 * @param champion the version that it starts from
 * @param policy hash of the policy by which it was ordered
 * @param samples ids of the samples that are learned from
 * @param proxies ids of the proxies that are learned from
 * @param validation ids of the proxies that are measured by
 * @param steps of the training
 * @param minutes that it may take, with a process or several
 * @param weights how far it may take the weights from the champion's, as a part of their 2-norm; 0 for any distance
 * @param seed of all that is drawn
 * @param at when it was ordered, ms since the epoch
 */
public record TrainingOrder(
        String run,
        String domain,
        String champion,
        String policy,
        List<String> samples,
        List<String> proxies,
        List<String> validation,
        int steps,
        int minutes,
        double weights,
        long seed,
        long at)
        implements RunOrder {
    public TrainingOrder {
        samples = List.copyOf(samples);
        proxies = List.copyOf(proxies);
        validation = List.copyOf(validation);
    }
}
