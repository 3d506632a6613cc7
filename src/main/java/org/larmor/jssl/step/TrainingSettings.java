package org.larmor.jssl.step;

import java.util.List;
import java.util.OptionalDouble;
import org.larmor.jssl.loss.LossTerm;

/**
 * How to train.
 *
 * @param clip largest global 2-norm of the gradients; larger ones are scaled down to it
 * @param checkpointing recompute each ADMM step on the way back instead of keeping its activations: about a third more
 *     work, a fraction of the memory; vSHARP only
 */
public record TrainingSettings(
        LearningRate rate, List<LossTerm> terms, OptionalDouble clip, boolean checkpointing) {
    public TrainingSettings {
        terms = List.copyOf(terms);
    }

    public static TrainingSettings of(LearningRate rate) {
        return new TrainingSettings(rate, LossTerm.PAPER, OptionalDouble.empty(), false);
    }
}
