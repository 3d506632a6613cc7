package org.larmor.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.larmor.bus.record.ScanSummary;

/** The scans that people are shown: open ones and the last few that ended. Event loop only. */
final class RecentScans {
    private static final int PAST = 30;

    private final Deque<ScanSummary> past = new ArrayDeque<>();

    void ended(ScanSummary scan) {
        past.addFirst(scan);
        if (past.size() > PAST) {
            past.removeLast();
        }
    }

    /** Newest first; the open ones before the others. */
    List<ScanSummary> with(Collection<Session> sessions) {
        List<ScanSummary> scans = new ArrayList<>();
        for (Session session : sessions) {
            ScanSummary summary = session.summary();
            if (summary != null) {
                scans.add(summary);
            }
        }
        scans.sort(Comparator.comparingLong(ScanSummary::openedAt).reversed());
        scans.addAll(past);
        return List.copyOf(scans);
    }
}
