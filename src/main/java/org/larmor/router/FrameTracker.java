package org.larmor.router;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
     * @param by the event that ends them
     */
    void end(
            ScanState scan, List<FrameState> ending, FrameEnd how, Moment by, ScanFrames frames, Decisions out) {
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

    /** Sends again what the event at this moment had sent, which may have been lost with the router. */
    void sendAgain(ScanState scan, Moment by, ScanFrames frames, Decisions out) {
        for (FrameState frame : frames.all()) {
            for (Decision decision : frame.decisions()) {
                if (decision.by() == by.offset()) {
                    send(decision, scan, frame, frames, out);
                }
            }
        }
    }

    /**
     * Gives a job out again that has vanished, or answers for it where that was done often enough.
     *
     * @return whether it was given out
     */
    boolean reissue(ScanState scan, Awaited job, ScanFrames frames, Decisions out) {
        FrameState frame = frames.get(job.frame()).orElse(null);
        if (frame == null || frame.decisions().size() <= job.revision()) {
            return false;
        }
        Job again = frame.decisions().get(job.revision()).job(scan, frame, frames, Micros.of(clock.instant()));
        if (job.reissued() >= Awaited.MOST_REISSUES) {
            out.refused(again, "reconstruction ended " + (1 + job.reissued()) + " times without an answer");
            return false;
        }
        out.job(again);
        return true;
    }

    /** Whether all lines of a frame have come that are due. */
    static boolean complete(ScanState scan, FrameState frame) {
        return EncodingRules.of(scan.facts().encodings(), frame.frame())
                .map(rules -> rules.complete(frame.known()))
                .orElse(false);
    }

    private void release(
            ScanState scan, FrameKey key, FrameEnd how, Moment by, ScanFrames frames, Decisions out) {
        FrameState frame = frames.get(key).orElse(null);
        if (frame == null || frame.status() != FrameState.Status.HELD) {
            return; // left with a neighbour, or not here
        }
        FramePlan plan = FramePlanner.plan(
                scan.facts(),
                key,
                frame.known(),
                frame.channels(),
                new RoutedFrames(frames),
                frame.ended() ? how.well() : how);
        if (plan.more()) {
            return;
        }
        Decision decision = decision(scan, frame, plan, by, frames);
        FrameState done = frame.done(decision);
        frames.put(done);
        send(decision, scan, done, frames, out);
    }

    private void send(
            Decision decision, ScanState scan, FrameState frame, ScanFrames frames, Decisions out) {
        Job job = decision.job(scan, frame, frames, Micros.of(clock.instant()));
        int named = job.chunks().size() + job.contexts().size() + job.companions().size();
        if (decision.refusal() != null) {
            out.refused(job, decision.refusal());
        } else if (named > ScanLimits.CHUNKS_OF_A_JOB) {
            out.refused(job, "the frame lies in " + named + " chunks, at most " + ScanLimits.CHUNKS_OF_A_JOB
                    + " can be named to a worker");
        } else {
            out.job(job);
            if (decision.isWork()) {
                frames.await(Awaited.of(job, frame.since()));
            }
        }
    }

    private static Decision decision(
            ScanState scan, FrameState frame, FramePlan plan, Moment by, ScanFrames frames) {
        List<String> warnings = new ArrayList<>(plan.warnings());
        if (frame.revision() > 0) {
            warnings.add("WRN frame " + frame.frame() + " had late lines: revision " + frame.revision());
        }
        return new Decision(
                by.offset(),
                frame.revision(),
                plan.recipe(),
                plan.recipe().learned() && scan.model() != null ? scan.model().version() : null,
                plan.refusal().orElse(null),
                frame.chunks().size(),
                frames.noise().size(),
                plan.calibration()
                        .flatMap(frames::calibration)
                        .map(state -> new Decision.Part(state.frame(), state.chunks().size()))
                        .orElse(null),
                plan.companions().stream()
                        .flatMap(other -> frames.get(other).stream())
                        .map(other -> new Decision.Part(other.frame(), other.chunks().size()))
                        .toList(),
                List.copyOf(plan.marks()),
                warnings,
                plan.refusal().isEmpty() && frame.revision() == 0 && isSample(scan, frame));
    }

    /** What is fully sampled has nothing to teach about what is missing. */
    private static boolean isSample(ScanState scan, FrameState frame) {
        return scan.gathered() != null
                && ShadowDraw.isSubsampled(scan, frame)
                && SampleDraw.admits(
                        scan.scan(), frame.frame(), scan.facts().encodings(), scan.gathered().most());
    }
}
