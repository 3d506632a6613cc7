package org.larmor.jssl.run;

import org.larmor.jssl.data.Augmentation;

/** How a fully sampled slice is augmented each time that it is drawn. */
public enum AugmentationKind {
    /** The slice is taken as measured. */
    NONE,
    /** {@link Augmentation} crops, turns and flips it. */
    TURNED,
    /** Seven times of eight a simulated slice is made of it and others; else it is {@link #TURNED}. */
    RESIMULATED
}
