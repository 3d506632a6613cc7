package org.larmor.jssl.run;

import org.larmor.jssl.data.Augmentation;

/** What is made of a fully sampled slice each time that it is drawn. */
public enum Variety {
    /** It is taken as measured. */
    NONE,
    /** {@link Augmentation}: crops, turns, flips. */
    TURNED,
    /** Seven times of eight a simulated slice made of it and others; else {@link #TURNED}. */
    RESIMULATED
}
