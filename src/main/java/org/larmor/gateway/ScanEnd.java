package org.larmor.gateway;

import java.util.Locale;

/** How a scan ends, or a connection that would have become one. */
enum ScanEnd {
    /** All its frames are answered. */
    CLOSED,
    /** Its connection broke off, or it could not be gone on with. */
    ABORTED,
    /** This gateway or the router did not take it, or the router did not take it any further. */
    REFUSED;

    /** As a metric's label. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
