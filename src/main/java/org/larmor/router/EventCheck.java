package org.larmor.router;

import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.FrameAnswered;
import org.larmor.bus.record.IndexEvent.ScanAlive;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.IndexEvent.Tick;

/** Finds events that parse and yet make no sense, before they touch any state. */
final class EventCheck {
    private EventCheck() {}

    /** @throws EventException where the event lacks a part, or claims another partition than it was read from */
    static void check(@Nullable IndexEvent event, int partition) {
        int claimed =
                switch (event) {
                    case null -> throw new EventException("event without a value");
                    case ScanOpened e -> {
                        need(e.scan(), "scan");
                        need(e.asked(), "recipe");
                        need(e.domain(), "domain");
                        need(e.xml(), "header chunk");
                        yield e.partition();
                    }
                    case ChunkStored e -> {
                        need(e.scan(), "scan");
                        need(e.chunk(), "chunk");
                        need(e.chunk().kind(), "kind of chunk");
                        need(e.lines(), "lines");
                        yield e.partition();
                    }
                    case ScanEnded e -> {
                        need(e.scan(), "scan");
                        yield e.partition();
                    }
                    case ScanAlive e -> {
                        need(e.scan(), "scan");
                        yield e.partition();
                    }
                    case FrameAnswered e -> {
                        need(e.scan(), "scan");
                        need(e.frame(), "frame");
                        yield e.partition();
                    }
                    case Tick e -> e.partition();
                };
        if (claimed != partition) {
            throw new EventException("event of partition " + claimed + " in partition " + partition);
        }
    }

    private static void need(@Nullable Object part, String name) {
        if (part == null) {
            throw new EventException("event without its " + name);
        }
    }
}
