package org.larmor.scan;

import java.util.Optional;

/** What {@code auto} takes: a function of what was acquired and of what the domain's model was measured for. */
public final class AutoPolicy {
    private AutoPolicy() {}

    /**
     * The recipe.
     *
     * @param model what the domain's model was measured for, empty where there is no model or nothing was measured
     */
    public static Recipe choose(Acquired acquired, Optional<ModelRange> model) {
        if (acquired.sampling().whole()) {
            return Recipe.RSS; // nothing is missing that could be unfolded or filled in
        }
        return model.filter(range -> range.covers(acquired)).isPresent() ? Recipe.JSSL : Recipe.SENSE;
    }
}
