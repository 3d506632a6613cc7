package org.larmor.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.larmor.bus.record.Lines;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameLines;
import org.larmor.scan.Line;

/**
 * All that is known of a frame: its chunks put together, and what became of it. Immutable.
 *
 * @param lines that are there; empty where no encoding of the header is its own
 * @param channels of its readouts
 * @param lastEvent offset in {@code mrd.index} of its last chunk's event
 * @param since when its first chunk's event was written, by the log's time, ms since the epoch
 * @param readoutAt the gateway had received the last chunk's last readout, µs since the epoch
 * @param storedAt the last chunk was durable, µs since the epoch
 */
record FrameState(
        FrameKey frame,
        ChunkRefs chunks,
        FrameLines lines,
        int channels,
        long lastEvent,
        long since,
        long readoutAt,
        long storedAt,
        FrameCourse course) {

    enum Status {
        /** Lines may come. */
        OPEN,
        /** Complete, waiting for other frames' lines for its coil maps. */
        HELD,
        /** Its job is out, and nothing came since. */
        DONE
    }

    static FrameState opened(FrameKey frame) {
        return new FrameState(frame, ChunkRefs.NONE, FrameLines.NONE, 0, -1, 0, 0, 0, FrameCourse.NONE);
    }

    /** Puts a frame together from what the store holds of it. */
    static FrameState of(
            FrameKey frame, List<StoredChunk> stored, FrameCourse course, Optional<EncodingRules> rules) {
        if (stored.isEmpty()) {
            return opened(frame).with(course);
        }
        List<StoredChunk> chunks = new ArrayList<>(stored);
        chunks.sort(Comparator.comparingLong(StoredChunk::event));
        StoredChunk last = chunks.getLast();
        return new FrameState(
                frame,
                ChunkRefs.of(chunks),
                lines(chunks, rules),
                last.channels(),
                last.event(),
                chunks.getFirst().at(),
                last.readoutAt(),
                last.storedAt(),
                course);
    }

    /** The lines of chunks. */
    static FrameLines lines(List<StoredChunk> chunks, Optional<EncodingRules> rules) {
        List<Line> all = new ArrayList<>();
        chunks.forEach(chunk -> all.addAll(chunk.lines()));
        return rules.map(r -> r.plus(FrameLines.NONE, all)).orElse(FrameLines.NONE);
    }

    /** With one more chunk; a done frame is open again. */
    FrameState plus(StoredChunk chunk, Optional<EncodingRules> rules) {
        Lines more = chunk.lines();
        return new FrameState(
                frame,
                chunks.plus(chunk),
                rules.map(r -> r.plus(lines, more)).orElse(lines),
                chunk.channels(),
                chunk.event(),
                chunks.size() == 0 ? chunk.at() : since,
                chunk.readoutAt(),
                chunk.storedAt(),
                course);
    }

    private FrameState with(FrameCourse now) {
        return new FrameState(frame, chunks, lines, channels, lastEvent, since, readoutAt, storedAt, now);
    }

    Status status() {
        if (course.held()) {
            return Status.HELD;
        }
        List<Decision> decisions = course.decisions();
        return !decisions.isEmpty() && decisions.getLast().chunks() == chunks.size() ? Status.DONE : Status.OPEN;
    }

    /** The lines as the rules see them, a flag that came too early among their marks. */
    FrameLines known() {
        return course.flagged() ? lines.flagged() : lines;
    }

    /**
     * Whether a flag on another frame's line may end it. One that such a flag ended too early waits for its own lines
     * alone.
     */
    boolean endable() {
        return status() == Status.OPEN && !course.flagged();
    }

    /** About how many bytes it takes in memory. */
    int bytes() {
        int ofDecisions = course.decisions().stream()
                .mapToInt(decision -> 400 + 100 * decision.companions().size())
                .sum();
        return 400 + chunks.bytes() + lines.bytes() + ofDecisions;
    }

    /** Ended by a flag that came too early: it may end as soon as its lines are there. */
    FrameState flagged() {
        return with(new FrameCourse(course.held(), true, course.ended(), course.decisions()));
    }

    /** Ended: its job may go out as soon as its coil maps have their lines. */
    FrameState held(boolean well) {
        return with(new FrameCourse(true, course.flagged(), course.ended() || well, course.decisions()));
    }

    FrameState done(Decision decision) {
        List<Decision> all = new ArrayList<>(course.decisions());
        all.add(decision);
        return with(new FrameCourse(false, course.flagged(), course.ended(), all));
    }

    boolean ended() {
        return course.ended();
    }

    List<Decision> decisions() {
        return course.decisions();
    }

    /** The revision that its next job has. */
    int revision() {
        return course.decisions().size();
    }
}
