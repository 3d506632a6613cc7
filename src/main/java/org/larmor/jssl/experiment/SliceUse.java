package org.larmor.jssl.experiment;

/** Which slices of a plan are looked at. */
public enum SliceUse {
    /** To choose parameters by; never learned from meanwhile. */
    CHOOSING,
    /** To report figures on. */
    EVALUATION
}
