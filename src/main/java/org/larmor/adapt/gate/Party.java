package org.larmor.adapt.gate;

/** What a version is when it is compared. */
public enum Party {
    /** Would like to serve the domain. */
    CHALLENGER,
    /** Serves it. */
    CHAMPION,
    /** What all are held against, so that small losses do not add up from one champion to the next. */
    BASELINE
}
