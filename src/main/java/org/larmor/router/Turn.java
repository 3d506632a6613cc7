package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Pool;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.ShadowJob;
import org.larmor.scan.EncodingRules;
import org.larmor.telemetry.FailPoint;

/**
 * What one event leads to for one scan: it is decided as a whole before any of it is done, so that an event that cannot be
 * decided leaves nothing behind.
 */
final class Turn implements Decisions {
    /** A way into the topology. */
    @FunctionalInterface
    interface Sink {
        void forward(String scan, Object value, String sink);
    }

    /** A result on its way to its scan's partition. */
    record Addressed(int partition, ResultEvent result) {}

    private record Leaving(String scan, Object value, String sink) {}

    private final String scan;
    private final Draft<ScanState> scans;
    private final Draft<Awaited> awaited;
    private final Draft<FrameEntry> frames;
    private final Draft<StoredChunk> contexts;
    private final StoredFrames ofScan;
    private final List<Leaving> leaving = new ArrayList<>();

    /** @param memory of the scan; asked for only where it is needed */
    Turn(RouterStores stores, String scan, Supplier<ScanMemory> memory) {
        this.scan = scan;
        this.scans = new Draft<>(stores.scans());
        this.awaited = new Draft<>(stores.awaited());
        this.frames = new Draft<>(stores.frames());
        this.contexts = new Draft<>(stores.contexts());
        this.ofScan = new StoredFrames(
                frames,
                contexts,
                awaited,
                scan,
                frame -> Optional.ofNullable(state())
                        .flatMap(state -> EncodingRules.of(state.facts().encodings(), frame)),
                memory.get());
    }

    /** The scan as it is known; null where it was never opened, or is forgotten. */
    @Nullable
    ScanState state() {
        return scans.get(scan);
    }

    /** Keeps the scan as it is now, where that is not as it was. */
    void keep(ScanState now) {
        if (!now.equals(state())) {
            scans.put(scan, now);
        }
    }

    StoredFrames frames() {
        return ofScan;
    }

    /** No answer is due any more. */
    void answered(String key) {
        if (awaited.get(key) != null) {
            awaited.delete(key);
        }
    }

    /** Whether the scan waits for no answer. */
    boolean isAnswered() {
        return awaited.below(scan).isEmpty();
    }

    void forget() {
        ofScan.clear();
        scans.delete(scan);
    }

    @Override
    public void job(Job job) {
        if (job.recipe().makesImages()) {
            leaving.add(new Leaving(job.scan(), job, Pool.of(job.recipe()).name()));
        } else {
            result(
                    job.partition(),
                    new ResultEvent.FrameNone(job.scan(), job.frame(), job.revision(), job.warnings(), job.hops()));
        }
    }

    @Override
    public void refused(Job job, String why) {
        result(
                job.partition(),
                new ResultEvent.FrameFailed(
                        job.scan(), job.frame(), job.revision(), why, job.warnings(), job.hops()));
    }

    @Override
    public void shadow(ShadowJob job) {
        leaving.add(new Leaving(job.scan(), job, Pool.SHADOW.name()));
    }

    @Override
    public void result(int partition, ResultEvent result) {
        leaving.add(new Leaving(result.scan(), new Addressed(partition, result), RouterTopology.RESULTS));
    }

    /** Something decided has left for its topic: where that is a job or a frame's last result, a test may let the router die. */
    static void sent(Object value) {
        if (value instanceof Job || value instanceof Addressed(int _, ResultEvent.Terminal _)) {
            FailPoint.hit("router.job-sent");
        }
    }

    /** Does what was decided. */
    void apply(Sink sink) {
        for (Leaving one : leaving) {
            sink.forward(one.scan, one.value, one.sink);
        }
        frames.apply();
        contexts.apply();
        awaited.apply();
        scans.apply();
        ofScan.remember();
    }
}
