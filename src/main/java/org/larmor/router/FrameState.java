package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.FrameLines;

/**
 * All that is known of a frame; a value of the store of frames.
 *
 * @param channels of its readouts
 * @param ended whether it ever ended as it should, by a flag, by the count of its lines or with its scan
 * @param lastEvent offset in {@code mrd.index} of the last event that changed its chunks
 * @param readoutAt the gateway had received the last chunk's last readout, µs since the epoch
 * @param storedAt the last chunk was durable, µs since the epoch
 * @param emitted what was decided of it, once for each revision
 */
record FrameState(
        FrameKey frame,
        Status status,
        ChunkRefs chunks,
        LinesRecord lines,
        int channels,
        boolean ended,
        long lastEvent,
        long readoutAt,
        long storedAt,
        List<Emitted> emitted) {

    enum Status {
        /** Lines may come. */
        OPEN,
        /** Complete, waiting for other frames' lines for its coil maps. */
        HELD,
        /** Its job is out. */
        DONE
    }

    /**
     * A decision, and which event (offset in {@code mrd.index}) made it: when that event is read again after a crash, the
     * decision is sent again, since it may not have left.
     *
     * @param refusal why the job is not done but answered, null where it is done
     */
    record Emitted(long by, Job job, @Nullable String refusal) {
        void send(Decisions out) {
            if (refusal == null) {
                out.job(job);
            } else {
                out.refused(job, refusal);
            }
        }
    }

    FrameState {
        emitted = List.copyOf(emitted);
    }

    static FrameState opened(FrameKey frame) {
        return new FrameState(
                frame, Status.OPEN, ChunkRefs.NONE, LinesRecord.NONE, 0, false, -1, 0, 0, List.of());
    }

    /** With one more chunk, and all lines that are there now; a done frame is open again. */
    FrameState plus(ChunkStored event, FrameLines all, long offset) {
        return new FrameState(
                frame,
                status == Status.DONE ? Status.OPEN : status,
                chunks.plus(event.chunk()),
                LinesRecord.of(all),
                event.channels(),
                ended,
                offset,
                event.lastReadoutAt(),
                event.storedAt(),
                emitted);
    }

    /** Ended by a flag that came too early: it may end as soon as its lines are there. */
    FrameState flagged() {
        return new FrameState(
                frame, status, chunks, LinesRecord.of(lines.lines().flagged()), channels, ended, lastEvent, readoutAt,
                storedAt, emitted);
    }

    /** Ended: its job may go out as soon as its coil maps have their lines. */
    FrameState held(boolean well) {
        return new FrameState(
                frame, Status.HELD, chunks, lines, channels, ended || well, lastEvent, readoutAt, storedAt, emitted);
    }

    FrameState done(Emitted decision) {
        List<Emitted> all = new ArrayList<>(emitted);
        all.add(decision);
        return new FrameState(
                frame, Status.DONE, chunks, lines, channels, ended, lastEvent, readoutAt, storedAt, all);
    }

    /** The revision that its next job has. */
    int revision() {
        return emitted.size();
    }
}
