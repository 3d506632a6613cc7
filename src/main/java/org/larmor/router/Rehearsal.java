package org.larmor.router;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.JsonSerde;

/**
 * Decides about a scan that nobody sent, so that the first scan that somebody does meets code that has run: events and
 * jobs go through their bytes, the stores are none of the router's, and what is decided goes nowhere. Kafka Streams' own way
 * from a topic to the router and back is not rehearsed.
 */
public final class Rehearsal {
    private static final JsonSerde<Job> JOBS = new JsonSerde<>(Job.class);

    private final ScanTracker tracker =
            new ScanTracker(new Admission(ModelDirectory.NONE, Gathering.NONE, Backlog.NONE), InstantSource.system());
    private final RouterStores stores = new RouterStores(
            new RehearsedStore<>(ScanState.class),
            new RehearsedStore<>(FrameEntry.class),
            new RehearsedStore<>(StoredChunk.class),
            new RehearsedStore<>(Awaited.class));
    private final List<Job> jobs = new ArrayList<>();
    private final String scan;
    private final ScanMemory memory;
    private long offset;

    private Rehearsal(String scan) {
        this.scan = scan;
        this.memory = new ScanMemory(scan, new FramesAtHand(), 0);
    }

    /**
     * Takes a whole scan from its opening to its end, and an answer to each of its jobs.
     *
     * @return the jobs that it would have led to, as their readers would read them
     */
    public static List<Job> of(List<IndexEvent> events) {
        Rehearsal rehearsal = new Rehearsal(events.stream()
                .filter(ScanOpened.class::isInstance)
                .map(event -> ((ScanOpened) event).scan())
                .findFirst()
                .orElseThrow());
        events.forEach(rehearsal::event);
        for (Job job : List.copyOf(rehearsal.jobs)) {
            rehearsal.event(new IndexEvent.FrameAnswered(job.scan(), job.partition(), job.frame(), job.revision()));
        }
        return rehearsal.jobs;
    }

    private void event(IndexEvent event) {
        Serde<IndexEvent> serde = Topics.INDEX.value();
        String topic = Topics.INDEX.name();
        IndexEvent read = serde.deserializer().deserialize(topic, serde.serializer().serialize(topic, event));
        Turn turn = new Turn(stores, scan, () -> memory);
        Moment now = new Moment(offset++, 0);
        ScanState state = turn.state();
        switch (read) {
            case ScanOpened opened -> turn.keep(tracker.opened(opened, turn));
            case ChunkStored stored -> turn.keep(tracker.stored(known(state), stored, now, turn.frames(), turn));
            case ScanEnded ended -> turn.keep(tracker.ended(known(state), ended.aborted(), now, turn.frames(), turn));
            case IndexEvent.FrameAnswered answered ->
                turn.answered(Awaited.key(answered.scan(), answered.frame(), answered.revision()));
            case IndexEvent.ScanAlive _, IndexEvent.Tick _ -> {}
        }
        turn.apply((to, value, sink) -> leave(value));
    }

    private static ScanState known(@Nullable ScanState state) {
        if (state == null) {
            throw new IllegalArgumentException("a scan that was not opened is rehearsed");
        }
        return state;
    }

    private void leave(Object value) {
        switch (value) {
            case Job job -> jobs.add(JOBS.read(JOBS.write(job)));
            case Turn.Addressed(int _, var result) ->
                Topics.resultEvents().serializer().serialize(Topics.RESULTS.name(), result);
            default -> throw new IllegalStateException("a rehearsed scan led to " + value);
        }
    }
}
