package org.larmor.router;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Micros;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameEnd;
import org.larmor.scan.FramePlan;
import org.larmor.scan.FramePlanner;

/** Turns frames that end into jobs, or into answers that say why there can be none. */
final class FrameTracker {
    private final InstantSource clock;

    FrameTracker(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Ends frames: those whose coil maps lack lines that other frames may still bring are held back, all others leave as
     * jobs, and with them the held ones that waited for these.
     *
     * @param by offset of the event that ends them
     */
    void end(
            ScanState scan, List<FrameState> ending, FrameEnd how, long by, ScanFrames frames, Decisions out) {
        List<FrameState> held = ending.stream()
                .map(f -> f.held(how.brokenOff().isEmpty() || complete(scan, f)))
                .toList();
        held.forEach(frames::put);
        for (FrameState frame : held) {
            release(scan, frame.frame(), how, by, frames, out);
            for (FrameKey waiting : FramePlanner.waitingFor(scan.facts(), frame.frame())) {
                release(scan, waiting, how, by, frames, out);
            }
        }
    }

    /** Sends again what the event at this offset had sent, which may have been lost with the router. */
    static void sendAgain(long by, ScanFrames frames, Decisions out) {
        for (FrameState frame : frames.all()) {
            for (FrameState.Emitted emitted : frame.emitted()) {
                if (emitted.by() == by) {
                    emitted.send(out);
                }
            }
        }
    }

    /** Whether all lines of a frame have come that are due. */
    static boolean complete(ScanState scan, FrameState frame) {
        return EncodingRules.of(scan.facts().encodings(), frame.frame())
                .map(rules -> rules.complete(frame.lines().lines()))
                .orElse(false);
    }

    private void release(
            ScanState scan, FrameKey key, FrameEnd how, long by, ScanFrames frames, Decisions out) {
        FrameState frame = frames.get(key).orElse(null);
        if (frame == null || frame.status() != FrameState.Status.HELD) {
            return; // left with a neighbour, or not here
        }
        FramePlan plan = FramePlanner.plan(
                scan.facts(),
                key,
                frame.lines().lines(),
                frame.channels(),
                new RoutedFrames(frames),
                frame.ended() ? how.well() : how);
        if (plan.more()) {
            return;
        }
        FrameState.Emitted decision =
                new FrameState.Emitted(by, job(scan, frame, plan, frames), plan.refusal().orElse(null));
        decision.send(out);
        frames.put(frame.done(decision));
    }

    private Job job(ScanState scan, FrameState frame, FramePlan plan, ScanFrames frames) {
        List<ChunkRef> contexts = new ArrayList<>(scan.contexts());
        plan.calibration()
                .flatMap(frames::calibration)
                .ifPresent(calibration -> contexts.addAll(calibration.chunks().inOrder(ChunkKind.CALIBRATION)));
        List<ChunkRef> companions = plan.companions().stream()
                .flatMap(other -> frames.get(other).stream())
                .flatMap(other -> other.chunks().inOrder(ChunkKind.IMAGING).stream())
                .toList();
        List<String> warnings = new ArrayList<>(plan.warnings());
        if (frame.revision() > 0) {
            warnings.add("WRN frame " + frame.frame() + " had late lines: revision " + frame.revision());
        }
        return new Job(
                scan.scan(),
                scan.partition(),
                frame.frame(),
                frame.revision(),
                plan.recipe(),
                plan.recipe().learned() && scan.model() != null ? scan.model().version() : null,
                contexts,
                frame.chunks().inOrder(ChunkKind.IMAGING),
                companions,
                scan.zeroFill(),
                List.copyOf(plan.marks()),
                warnings,
                Hops.routed(frame.readoutAt(), frame.storedAt(), Micros.of(clock.instant())));
    }
}
