package org.larmor.router;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Micros;

/** Turns frames that end into jobs. */
final class FrameTracker {
    private final InstantSource clock;

    FrameTracker(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Ends frames: those whose coil maps lack lines that other repetitions may still bring are held back, all others
     * leave as jobs, and with them the held ones that waited for these.
     *
     * @param by offset of the event that ends them
     */
    void end(ScanState scan, List<FrameState> ending, Ending how, long by, Frames frames, Outbox out) {
        List<FrameState> held = ending.stream()
                .map(f -> f.held(how.well() || rules(scan, f).allSeen(f.lines())))
                .toList();
        held.forEach(frames::put);
        for (FrameState frame : held) {
            release(scan, frame, how, by, frames, out);
            for (FrameState waiting : CoilMaps.heldNear(frame, rules(scan, frame), frames)) {
                release(scan, waiting, how, by, frames, out);
            }
        }
    }

    /** Sends again what the event at this offset had sent, which may have been lost with the router. */
    static void sendAgain(long by, Frames frames, Outbox out) {
        for (FrameState frame : frames.all()) {
            for (FrameState.Emitted emitted : frame.emitted()) {
                if (emitted.by() == by) {
                    out.job(emitted.job());
                }
            }
        }
    }

    static EncodingRules rules(ScanState scan, FrameState frame) {
        return EncodingRules.of(scan.header(), frame.frame());
    }

    private void release(ScanState scan, FrameState key, Ending how, long by, Frames frames, Outbox out) {
        FrameState frame = frames.get(key.frame()).orElseThrow();
        if (frame.status() != FrameState.Status.HELD) {
            return; // left with a neighbour
        }
        CoilMaps.Companions companions = CoilMaps.companions(scan, frame, rules(scan, frame), frames);
        if (companions.more() && !how.last()) {
            return;
        }
        Job job = job(scan, frame, companions.chunks(), how);
        out.job(job);
        frames.put(frame.done(job, by));
    }

    private Job job(ScanState scan, FrameState frame, List<ChunkRef> companions, Ending how) {
        List<ChunkRef> contexts = new ArrayList<>(scan.contexts());
        contexts.addAll(scan.calibrationOf(frame.frame()));
        List<String> warnings = new ArrayList<>();
        if (!frame.ended()) {
            warnings.add("WRN frame " + frame.frame() + " is incomplete" + missing(scan, frame)
                    + (how == Ending.TIMED_OUT ? ": its scan fell silent" : ": its scan broke off"));
        }
        if (frame.revision() > 0) {
            warnings.add("WRN frame " + frame.frame() + " had late lines: revision " + frame.revision());
        }
        return new Job(
                scan.scan(),
                scan.partition(),
                frame.frame(),
                frame.revision(),
                scan.recipe(),
                scan.model(),
                contexts,
                frame.chunks().inOrder(),
                companions,
                !frame.ended(),
                warnings,
                Hops.routed(frame.readoutAt(), frame.storedAt(), Micros.of(clock.instant())));
    }

    private static String missing(ScanState scan, FrameState frame) {
        int expected = rules(scan, frame).expected();
        return expected == 0 ? "" : ", " + frame.lines().grid().size() + " of " + expected + " lines";
    }
}
