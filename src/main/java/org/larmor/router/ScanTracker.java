package org.larmor.router;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.Line;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.bus.record.ResultEvent.ScanText;
import org.larmor.mrd.FrameKey;
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

    private final RecipePolicy recipes;
    private final FrameTracker tracker;
    private final InstantSource clock;

    ScanTracker(RecipePolicy recipes, InstantSource clock) {
        this.recipes = recipes;
        this.tracker = new FrameTracker(clock);
        this.clock = clock;
    }

    ScanState opened(ScanOpened event, Outbox out) {
        Optional<String> refusal = recipes.refusal();
        RecipePolicy.Choice choice = recipes.choose(event.recipe(), event.header());
        ScanState scan = new ScanState(
                event.scan(),
                event.partition(),
                event.header(),
                choice.recipe(),
                choice.model(),
                refusal.orElse(null),
                List.of(event.xml()),
                java.util.Map.of(),
                event.openedAt(),
                ScanState.NEVER,
                ScanState.NEVER,
                0,
                false);
        if (scan.refusal() != null) {
            refuse(scan, out);
        } else if (choice.warning() != null) {
            out.result(scan.partition(), new ScanText(scan.scan(), choice.warning()));
        }
        return scan;
    }

    /** The opening of a scan that is known already. */
    void openedAgain(ScanState scan, Outbox out) {
        if (scan.refusal() != null) {
            refuse(scan, out);
        }
    }

    /** @param time when its data came, by the record or by the last tick before it, whichever is later */
    ScanState stored(ScanState scan, ChunkStored event, long offset, long time, Frames frames, Outbox out) {
        ScanState alive = scan.withDataAt(time);
        ChunkRef chunk = event.chunk();
        return switch (chunk.kind()) {
            case HEADER, NOISE -> alive.withContext(chunk);
            case CALIBRATION -> alive.withCalibration(frameOf(event), chunk);
            case OTHER -> alive;
            case IMAGING -> imaging(alive, event, offset, frames, out);
        };
    }

    /** The scan's end, also when nobody but the router noticed it. */
    ScanState ended(ScanState scan, boolean aborted, long offset, Frames frames, Outbox out) {
        FrameTracker.sendAgain(offset, frames, out);
        ScanState last = end(
                scan, unemitted(frames), aborted ? Ending.SCAN_ABORTED : Ending.SCAN_CLOSED, offset, frames, out);
        int results = frames.all().stream().mapToInt(FrameState::revision).sum();
        out.result(last.partition(), new ScanClosed(last.scan(), results, aborted));
        return last.closed(offset, Micros.of(clock.instant()), aborted);
    }

    /** The scan was silent for the frame time-out: what is open leaves as it is, and the scan stays open. */
    ScanState silent(ScanState scan, long offset, Frames frames, Outbox out) {
        FrameTracker.sendAgain(offset, frames, out);
        return end(scan, unemitted(frames), Ending.TIMED_OUT, offset, frames, out).timedOut(offset);
    }

    private ScanState imaging(ScanState scan, ChunkStored event, long offset, Frames frames, Outbox out) {
        FrameKey key = frameOf(event);
        FrameState before = frames.get(key).orElseGet(() -> FrameState.opened(key));
        EncodingRules rules = EncodingRules.of(scan.header(), key);
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
            after = before.plus(event, rules, offset);
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
        boolean counted = rules.allSeen(after.lines()) && (again || !rules.allSeen(before.lines()));
        List<FrameState> ending = ending(after, rules.lastFlags(event.lines()), counted, again, frames);
        return end(scan, ending, Ending.COMPLETE, offset, frames, out);
    }

    private static List<FrameState> ending(
            FrameState frame, int last, boolean counted, boolean again, Frames frames) {
        FrameKey key = frame.frame();
        List<FrameState> candidates;
        if ((last & Line.LAST_IN_MEASUREMENT) != 0) {
            candidates = frames.all();
        } else if ((last & Line.LAST_IN_REPETITION) != 0) {
            candidates = frames.ofRepetition(key.encodingSpace(), key.repetition());
        } else if ((last & Line.LAST_IN_SLICE) != 0 || counted) {
            candidates = List.of(frame);
        } else {
            candidates = List.of();
        }
        return candidates.stream()
                .filter(f -> f.status() == FrameState.Status.OPEN || (again && f.status() == FrameState.Status.HELD))
                .filter(f -> f.revision() < MOST_REVISIONS)
                .toList();
    }

    /** Open and held frames, in order. */
    private static List<FrameState> unemitted(Frames frames) {
        return frames.all().stream()
                .filter(f -> f.status() != FrameState.Status.DONE)
                .toList();
    }

    private ScanState end(ScanState scan, List<FrameState> ending, Ending how, long by, Frames frames, Outbox out) {
        if (ending.isEmpty()) {
            return scan;
        }
        Optional<RecipePolicy.Choice> cheaper = recipes.degraded(scan.recipe());
        ScanState now = cheaper.map(c -> scan.withRecipe(c.recipe(), c.model())).orElse(scan);
        cheaper.ifPresent(c -> out.result(scan.partition(), new ScanText(scan.scan(), c.warning())));
        tracker.end(now, ending, how, by, frames, out);
        return now;
    }

    private static FrameKey frameOf(ChunkStored event) {
        if (event.frame() == null) {
            throw new EventException(event.chunk().kind() + " chunk without a frame");
        }
        return event.frame();
    }

    private static void refuse(ScanState scan, Outbox out) {
        out.result(scan.partition(), new ScanRefused(scan.scan(), scan.refusal()));
    }
}
