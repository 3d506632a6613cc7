package org.larmor.adapt.policy;

/** What a patient's samples are for. */
public enum Side {
    /** Learned from. */
    TRAINING,
    /** Kept from all training, to measure by. */
    HELD_OUT
}
