package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.Job;
import org.larmor.mrd.FrameKey;

/**
 * All that is known of a frame; a value of the store of frames.
 *
 * @param ended whether it ever ended as it should, by a flag, by the count of its lines or with its scan
 * @param lastEvent offset in {@code mrd.index} of the last event that changed its chunks
 * @param readoutAt the gateway had received the last chunk's last readout, µs since the epoch
 * @param storedAt the last chunk was durable, µs since the epoch
 * @param emitted its jobs, one for each revision
 */
record FrameState(
        FrameKey frame,
        Status status,
        ChunkRefs chunks,
        LineSet lines,
        boolean ended,
        long lastEvent,
        long readoutAt,
        long storedAt,
        List<Emitted> emitted) {

    enum Status {
        /** Lines may come. */
        OPEN,
        /** Complete, waiting for other repetitions' lines for its coil maps. */
        HELD,
        /** Its job is out. */
        DONE
    }

    /**
     * A job, and which event (offset in {@code mrd.index}) made it: when that event is read again after a crash, the
     * job is sent again, since it may not have left.
     */
    record Emitted(long by, Job job) {}

    FrameState {
        emitted = List.copyOf(emitted);
    }

    static FrameState opened(FrameKey frame) {
        return new FrameState(frame, Status.OPEN, ChunkRefs.NONE, LineSet.NONE, false, -1, 0, 0, List.of());
    }

    /** With one more chunk; a done frame is open again. */
    FrameState plus(ChunkStored event, EncodingRules rules, long offset) {
        return new FrameState(
                frame,
                status == Status.DONE ? Status.OPEN : status,
                chunks.plus(event.chunk()),
                lines.plus(event.lines(), rules),
                ended,
                offset,
                event.lastReadoutAt(),
                event.storedAt(),
                emitted);
    }

    /** Ended: its job may go out as soon as its coil maps have their lines. */
    FrameState held(boolean well) {
        return new FrameState(
                frame, Status.HELD, chunks, lines, ended || well, lastEvent, readoutAt, storedAt, emitted);
    }

    FrameState done(Job job, long by) {
        List<Emitted> all = new ArrayList<>(emitted);
        all.add(new Emitted(by, job));
        return new FrameState(frame, Status.DONE, chunks, lines, ended, lastEvent, readoutAt, storedAt, all);
    }

    /** The revision that its next job has. */
    int revision() {
        return emitted.size();
    }
}
