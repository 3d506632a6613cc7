package org.larmor.router;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.bus.record.ResultEvent.ScanText;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameEnd;
import org.larmor.scan.FrameLines;
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
        Optional<String> refusal = admission.refusal();
        ScanFacts.Model model = admission.model(event);
        ScanState scan = new ScanState(
                event.scan(),
                event.partition(),
                event.encodings(),
                event.asked(),
                event.zeroFill(),
                ScanState.Model.of(model),
                refusal.orElse(null),
                List.of(event.xml()),
                false,
                event.openedAt(),
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

    /** @param time when its data came, by the record or by the last tick before it, whichever is later */
    ScanState stored(ScanState scan, ChunkStored event, long offset, long time, ScanFrames frames, Decisions out) {
        ScanState alive = scan.withDataAt(time);
        ChunkRef chunk = event.chunk();
        return switch (chunk.kind()) {
            case HEADER, NOISE -> alive.withContext(chunk);
            case CALIBRATION -> {
                calibration(alive, event, frames);
                yield alive;
            }
            case OTHER -> alive;
            case IMAGING -> imaging(alive, event, offset, frames, out);
        };
    }

    /** The scan's end, also when nobody but the router noticed it. */
    ScanState ended(ScanState scan, boolean aborted, long offset, ScanFrames frames, Decisions out) {
        FrameTracker.sendAgain(offset, frames, out);
        FrameEnd how = aborted ? FrameEnd.SCAN_ABORTED : FrameEnd.SCAN_CLOSED;
        ScanState last = end(scan, unemitted(frames), how, offset, frames, out);
        int results = frames.all().stream().mapToInt(FrameState::revision).sum();
        if (results == 0 && !aborted) {
            out.result(
                    last.partition(), new ScanText(last.scan(), "INF the scan held no readouts of which images are made"));
        }
        out.result(last.partition(), new ScanClosed(last.scan(), results, aborted));
        return last.closed(offset, Micros.of(clock.instant()), aborted);
    }

    /** The scan was silent for the frame time-out: what is open leaves as it is, and the scan stays open. */
    ScanState silent(ScanState scan, long offset, ScanFrames frames, Decisions out) {
        FrameTracker.sendAgain(offset, frames, out);
        return end(scan, unemitted(frames), FrameEnd.TIMED_OUT, offset, frames, out).timedOut(offset);
    }

    private static void calibration(ScanState scan, ChunkStored event, ScanFrames frames) {
        FrameKey key = frameOf(event);
        CalibrationState before = frames.calibration(key).orElseGet(() -> CalibrationState.of(key));
        if (!before.has(event.chunk())) {
            FrameLines lines = before.lines().lines();
            frames.put(before.plus(
                    event.chunk(),
                    rules(scan, key).map(rules -> rules.plus(lines, event.lines())).orElse(lines)));
        }
    }

    private ScanState imaging(ScanState scan, ChunkStored event, long offset, ScanFrames frames, Decisions out) {
        FrameKey key = frameOf(event);
        FrameState before = frames.get(key).orElseGet(() -> FrameState.opened(key));
        Optional<EncodingRules> rules = rules(scan, key);
        FrameState after = before;
        boolean again = false;
        if (before.chunks().hasSequence(event.chunk().sequence())) {
            if (offset > before.lastEvent()) {
                LOG.info("scan {} frame {}: chunk {} came twice", scan.scan(), key, event.chunk().sequence());
                return scan;
            }
            FrameTracker.sendAgain(offset, frames, out);
            // the router may have stopped between what the event brought and what it ends
            again = offset == before.lastEvent() && before.emitted().isEmpty();
        } else {
            FrameLines lines = before.lines().lines();
            after = before.plus(
                    event, rules.map(r -> r.plus(lines, event.lines())).orElse(lines), offset);
            frames.put(after);
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
        return end(scan, ending, FrameEnd.COMPLETE, offset, frames, out);
    }

    /** The frames that an event ends: by a flag, unless lines are missing that are known to be due, or by their lines. */
    private static List<FrameState> ending(
            ScanState scan, FrameState before, FrameState frame, int last, boolean again, ScanFrames frames) {
        FrameKey key = frame.frame();
        List<FrameState> flagged;
        if ((last & Line.LAST_IN_MEASUREMENT) != 0) {
            flagged = frames.all();
        } else if ((last & Line.LAST_IN_REPETITION) != 0) {
            flagged = frames.ofRepetition(key.encodingSpace(), key.repetition());
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

    private static boolean flagEnds(ScanState scan, FrameState frame) {
        return rules(scan, frame.frame())
                .map(rules -> rules.flagEnds(frame.lines().lines()))
                .orElse(true);
    }

    /** Open and held frames, in order. */
    private static List<FrameState> unemitted(ScanFrames frames) {
        return frames.all().stream()
                .filter(f -> f.status() != FrameState.Status.DONE)
                .toList();
    }

    private ScanState end(
            ScanState scan, List<FrameState> ending, FrameEnd how, long by, ScanFrames frames, Decisions out) {
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
