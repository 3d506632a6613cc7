package org.larmor.scan;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * How a frame is reconstructed: what a {@link RecipeRequest} was resolved to. A recipe's traits lead it through the
 * program: who wants to know something of a recipe asks for a trait, and only who computes it names it.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are private and never change
public enum Recipe {
    /** Root sum of squares of the zero-filled inverse FFT, whitened where the scan has noise data. */
    RSS(Trait.WHITENED),
    /** The same, never whitened. */
    SIMPLEFFT(),
    /** CG-SENSE. */
    SENSE(Trait.WHITENED, Trait.NEEDS_MAPS, Trait.COSTLY),
    /** The champion of the scan's domain. */
    JSSL(Trait.WHITENED, Trait.NEEDS_MAPS, Trait.COSTLY, Trait.LEARNED),
    /** Swallow: every frame ends with no image. */
    NULL(Trait.NO_IMAGE);

    private enum Trait {
        WHITENED,
        NEEDS_MAPS,
        COSTLY,
        LEARNED,
        NO_IMAGE
    }

    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

    Recipe(Trait... traits) {
        this.traits.addAll(Set.of(traits));
    }

    /** Whether noise data, where the scan has them, whiten the channels first. */
    public boolean whitened() {
        return traits.contains(Trait.WHITENED);
    }

    /** Whether it unfolds, and so needs coil maps and lines to make them from. */
    public boolean needsMaps() {
        return traits.contains(Trait.NEEDS_MAPS);
    }

    /** Whether a cheaper recipe takes its place while the workers are far behind. */
    public boolean costly() {
        return traits.contains(Trait.COSTLY);
    }

    /** Whether a model computes it. */
    public boolean learned() {
        return traits.contains(Trait.LEARNED);
    }

    /** Whether its frames have images. */
    public boolean makesImages() {
        return !traits.contains(Trait.NO_IMAGE);
    }

    /** As texts, image meta and tables call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
