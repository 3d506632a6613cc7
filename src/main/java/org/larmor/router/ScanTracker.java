package org.larmor.router;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.bus.record.ResultEvent.ScanText;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameEnd;
import org.larmor.scan.Line;
import org.larmor.scan.ScanFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each event does to a scan. Every method takes the scan as it was and gives it as it is; offsets are those of the
 * event in {@code mrd.index}. An event that is read a second time, after a crash, leads to the same as the first time.
 */
final class ScanTracker {
    private static final Logger LOG = LoggerFactory.getLogger(ScanTracker.class);

    /** Beyond so many, what still comes for a frame waits for the end of its scan: a flag on every line is no end. */
    static final int MOST_REVISIONS = 16;

    private final Admission admission;
    private final FrameTracker tracker;
    private final InstantSource clock;

    ScanTracker(Admission admission, InstantSource clock) {
        this.admission = admission;
        this.tracker = new FrameTracker(clock);
        this.clock = clock;
    }

    ScanState opened(ScanOpened event, Decisions out) {
        ModelDirectory.Named named = admission.named(event);
        Optional<String> refusal = ScanLimits.encodings(event.encodings().size())
                .or(admission::refusal)
                .or(() -> Optional.ofNullable(named).map(ModelDirectory.Named::refusal));
        ScanFacts.Model model = named == null ? admission.model(event) : named.model();
        ScanState scan = new ScanState(
                event.scan(),
                event.partition(),
                refusal.isPresent() ? List.of() : event.encodings(),
                event.asked(),
                event.zeroFill(),
                ScanState.Model.of(model),
                // what images are checked by was measured with the champion
                model == null || named != null ? null : admission.checks(event),
                admission.gathered(event),
                // no second voice for the same patient where models are held against each other
                event.replay() == null ? event.domain() : null,
                refusal.orElse(null),
                event.xml(),
                false,
                ScanState.NEVER,
                ScanState.NEVER,
                0,
                false);
        String warning = Admission.warning(event, model);
        if (scan.refusal() != null) {
            refuse(scan, out);
        } else if (warning != null) {
            out.result(scan.partition(), new ScanText(scan.scan(), warning));
        }
        return scan;
    }

    /** The opening of a scan that is known already. */
    void openedAgain(ScanState scan, Decisions out) {
        if (scan.refusal() != null) {
            refuse(scan, out);
        }
    }

    ScanState stored(ScanState scan, ChunkStored event, Moment now, ScanFrames frames, Decisions out) {
        Optional<String> tooMuch =
                admission.stored(event.chunk().bytes(), now.at()).or(() -> ScanLimits.chunks(frames.chunks() + 1));
        if (tooMuch.isPresent()) {
            return refused(scan, tooMuch.get(), out);
        }
        ScanState awake = scan.awake();
        StoredChunk chunk = StoredChunk.of(event, now.offset(), now.at());
        switch (event.chunk().kind()) {
            case NOISE -> {
                Optional<String> tooMuchNoise = ScanLimits.noise(frames.noise().size() + 1);
                if (tooMuchNoise.isPresent()) {
                    return refused(scan, tooMuchNoise.get(), out);
                }
                frames.addNoise(chunk);
            }
            case CALIBRATION -> frames.addCalibration(frameOf(event), chunk);
            case HEADER, OTHER -> {}
            case IMAGING -> {
                return imaging(awake, event, chunk, now, frames, out);
            }
        }
        return awake;
    }

    /** The scan cannot be gone on with: its scanner is told, and what still comes of it is left alone. */
    ScanState refused(ScanState scan, String why, Decisions out) {
        LOG.warn("scan {}: {}", scan.scan(), why);
        ScanState refused = scan.refused(why);
        refuse(refused, out);
        return refused;
    }

    /** The scan's end, also when nobody but the router noticed it. */
    ScanState ended(ScanState scan, boolean aborted, Moment now, ScanFrames frames, Decisions out) {
        tracker.sendAgain(scan, now, frames, out);
        FrameEnd how = aborted ? FrameEnd.SCAN_ABORTED : FrameEnd.SCAN_CLOSED;
        ScanState last = end(scan, unemitted(frames), how, now, frames, out);
        int results = frames.all().stream().mapToInt(FrameState::revision).sum();
        if (results == 0 && !aborted) {
            out.result(
                    last.partition(), new ScanText(last.scan(), "INF the scan held no readouts of which images are made"));
        }
        out.result(last.partition(), new ScanClosed(last.scan(), results, aborted));
        if (!aborted && last.domain() != null) {
            admission.shadows(last.domain()).forEach(shadow -> ShadowDraw.job(
                            last, shadow, frames, Micros.of(clock.instant()))
                    .ifPresent(out::shadow));
        }
        return last.closed(now.offset(), now.at(), aborted);
    }

    /** The scan was silent for the frame time-out: what is open leaves as it is, and the scan stays open. */
    ScanState silent(ScanState scan, Moment now, ScanFrames frames, Decisions out) {
        tracker.sendAgain(scan, now, frames, out);
        return end(scan, unemitted(frames), FrameEnd.TIMED_OUT, now, frames, out).timedOut(now.offset());
    }

    /**
     * A job of the scan has vanished.
     *
     * @return whether it was given out again
     */
    boolean reissue(ScanState scan, Awaited job, ScanFrames frames, Decisions out) {
        LOG.warn("scan {} frame {}: its job ended without an answer", scan.scan(), job.frame());
        return tracker.reissue(scan, job, frames, out);
    }

    private ScanState imaging(
            ScanState scan, ChunkStored event, StoredChunk chunk, Moment now, ScanFrames frames, Decisions out) {
        FrameKey key = frameOf(event);
        Optional<FrameState> known = frames.get(key);
        FrameState before = known.orElseGet(() -> FrameState.opened(key));
        Optional<EncodingRules> rules = rules(scan, key);
        FrameState after = before;
        boolean again = false;
        if (before.chunks().hasSequence(chunk.sequence())) {
            if (now.offset() > before.lastEvent()) {
                LOG.info("scan {} frame {}: chunk {} came twice", scan.scan(), key, chunk.sequence());
                return scan;
            }
            tracker.sendAgain(scan, now, frames, out);
            // the router may have stopped between what the event brought and what it ends
            again = now.offset() == before.lastEvent() && before.decisions().isEmpty();
        } else {
            Optional<String> tooMany = known.isPresent()
                    ? ScanLimits.chunksOfFrame(key, before.chunks().size() + 1)
                    : ScanLimits.frames(frames.count() + 1);
            if (tooMany.isPresent()) {
                return refused(scan, tooMany.get(), out);
            }
            after = frames.add(key, chunk);
            if (before.status() == FrameState.Status.DONE) {
                out.result(
                        scan.partition(),
                        new ScanText(
                                scan.scan(),
                                "WRN frame " + key + ": late lines, to be reconstructed again as revision "
                                        + after.revision()));
            }
        }
        int last = rules.map(r -> r.lastFlags(event.lines())).orElse(0);
        List<FrameState> ending = ending(scan, before, after, last, again, frames);
        return end(scan, ending, FrameEnd.COMPLETE, now, frames, out);
    }

    /** The frames that an event ends: by a flag, unless lines are missing that are known to be due, or by their lines. */
    private static List<FrameState> ending(
            ScanState scan, FrameState before, FrameState frame, int last, boolean again, ScanFrames frames) {
        FrameKey key = frame.frame();
        List<FrameState> flagged;
        if ((last & Line.LAST_IN_MEASUREMENT) != 0) {
            flagged = with(frame, again ? frames.all() : frames.endable());
        } else if ((last & Line.LAST_IN_REPETITION) != 0) {
            flagged = with(
                    frame,
                    again
                            ? frames.all().stream().filter(other -> other.frame().encodingSpace() == key.encodingSpace()
                                    && other.frame().repetition() == key.repetition()).toList()
                            : frames.endable(key.encodingSpace(), key.repetition()));
        } else {
            flagged = List.of(frame);
        }
        boolean byFlag = last != 0;
        // lines that come late are no second completion
        boolean byLines = FrameTracker.complete(scan, frame) && (again || !FrameTracker.complete(scan, before));
        List<FrameState> ending = new ArrayList<>();
        for (FrameState candidate : flagged) {
            boolean open = candidate.status() == FrameState.Status.OPEN
                    || (again && candidate.status() == FrameState.Status.HELD);
            if (!open || candidate.revision() >= MOST_REVISIONS) {
                continue;
            }
            if (byFlag ? flagEnds(scan, candidate) : byLines) {
                ending.add(candidate);
            } else if (byFlag) {
                frames.put(candidate.flagged());
            }
        }
        return ending;
    }

    /** The frame of the line itself is meant by its flag in any case. */
    private static List<FrameState> with(FrameState frame, List<FrameState> others) {
        if (others.stream().anyMatch(other -> other.frame().equals(frame.frame()))) {
            return others;
        }
        return Stream.concat(Stream.of(frame), others.stream())
                .sorted(Comparator.comparing(FrameState::frame))
                .toList();
    }

    private static boolean flagEnds(ScanState scan, FrameState frame) {
        return rules(scan, frame.frame())
                .map(rules -> rules.flagEnds(frame.known()))
                .orElse(true);
    }

    /** Open and held frames, in order. */
    private static List<FrameState> unemitted(ScanFrames frames) {
        return frames.all().stream()
                .filter(f -> f.status() != FrameState.Status.DONE)
                .toList();
    }

    private ScanState end(
            ScanState scan, List<FrameState> ending, FrameEnd how, Moment by, ScanFrames frames, Decisions out) {
        if (ending.isEmpty()) {
            return scan;
        }
        ScanState now = scan;
        if (!scan.degraded() && admission.behind() && mayCost(scan)) {
            now = scan.withDegraded();
            out.result(
                    scan.partition(),
                    new ScanText(
                            scan.scan(),
                            "WRN reconstruction is far behind: rss instead of "
                                    + scan.asked().label() + " for the rest of the scan"));
        }
        tracker.end(now, ending, how, by, frames, out);
        return now;
    }

    private static boolean mayCost(ScanState scan) {
        return switch (scan.asked()) {
            case SENSE, JSSL, AUTO -> true;
            case RSS, SIMPLEFFT, NULL -> false;
        };
    }

    private static Optional<EncodingRules> rules(ScanState scan, FrameKey frame) {
        return EncodingRules.of(scan.facts().encodings(), frame);
    }

    private static FrameKey frameOf(ChunkStored event) {
        if (event.frame() == null) {
            throw new EventException(event.chunk().kind() + " chunk without a frame");
        }
        return event.frame();
    }

    private static void refuse(ScanState scan, Decisions out) {
        out.result(scan.partition(), new ScanRefused(scan.scan(), scan.refusal()));
    }
}
