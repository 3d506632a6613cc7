package org.larmor.bus.record;

import java.util.Locale;

/** What somebody may do over HTTP; each role may do what the ones before it may. */
public enum AccessRole {
    /** May see. */
    VIEWER,
    /** May also do what keeps a site running, and what can be undone. */
    OPERATOR,
    /** May also decide what serves patients, and what may be learned from. */
    APPROVER;

    /** Whether whoever has this role may do what takes the other. */
    public boolean includes(AccessRole other) {
        return compareTo(other) >= 0;
    }

    /** As people write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
