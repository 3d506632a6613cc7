package org.larmor.adapt.samples;

import java.util.LinkedHashSet;

/** The scans of which this process has scored a sample, as far as it remembers them. Safe for any thread. */
public final class ScoredScans {
    private static final int REMEMBERED = 1024;

    private final LinkedHashSet<String> scans = new LinkedHashSet<>();

    /** Whether it is the first time that this scan is asked for. */
    synchronized boolean isFirst(String scan) {
        boolean first = scans.add(scan);
        if (scans.size() > REMEMBERED) {
            scans.removeFirst();
        }
        return first;
    }
}
