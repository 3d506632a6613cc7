package org.larmor.router;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanAlive;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.IndexEvent.Tick;
import org.larmor.bus.record.Micros;
import org.larmor.telemetry.FailPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition's events: finds the scan, lets {@link ScanTracker} decide, keeps what it decided. */
final class RouterProcessor implements Processor<String, IndexEvent, String, Object> {
    static final Duration TICK = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(RouterProcessor.class);

    private final RouterPolicy policy;
    private final ScanTracker tracker;
    private final InstantSource clock;
    /** Ticks since a scan's gateway was last heard of. Forgotten with the process, which only delays the verdict. */
    private final Map<String, Integer> unheard = new HashMap<>();
    /** The last tick read: what comes after it in the partition was written after it. */
    private long lastTick;
    /** A tick written and not yet read; there is no use in a second one before. */
    private boolean ticking;

    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable KeyValueStore<String, ScanState> scans;
    private @Nullable KeyValueStore<String, FrameState> frames;
    private @Nullable KeyValueStore<String, CalibrationState> calibrations;

    RouterProcessor(RouterPolicy policy, ScanTracker tracker, InstantSource clock) {
        this.policy = policy;
        this.tracker = tracker;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<String, Object> newContext) {
        context = newContext;
        scans = newContext.getStateStore(Topics.ROUTER_SCANS_STORE);
        frames = newContext.getStateStore(Topics.ROUTER_FRAMES_STORE);
        calibrations = newContext.getStateStore(Topics.ROUTER_CALIBRATIONS_STORE);
        newContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> beat());
    }

    @Override
    public void process(Record<String, IndexEvent> record) {
        long offset = context.recordMetadata().orElseThrow().offset();
        EventCheck.check(record.value(), context.taskId().partition());
        switch (record.value()) {
            case ScanOpened event -> opened(event);
            case ChunkStored event -> stored(event, offset);
            case ScanEnded event -> ended(event, offset);
            case ScanAlive event -> unheard.computeIfPresent(event.scan(), (scan, ticks) -> 0);
            case Tick event -> tick(event, offset);
        }
        if (!(record.value() instanceof Tick) && !(record.value() instanceof ScanAlive)) {
            FailPoint.hit("router.event-handled");
        }
    }

    private void opened(ScanOpened event) {
        ScanState known = scans.get(event.scan());
        if (known == null) {
            scans.put(event.scan(), tracker.opened(event, decisions()));
            unheard.put(event.scan(), 0);
        } else {
            tracker.openedAgain(known, decisions());
        }
    }

    private void stored(ChunkStored event, long offset) {
        ScanState scan = known(event.scan());
        if (!scan.openAt(offset)) {
            LOG.debug("scan {}: chunk after its end or refusal", event.scan());
            return;
        }
        long time = Math.max(event.storedAt(), lastTick);
        scans.put(event.scan(), tracker.stored(scan, event, offset, time, framesOf(event.scan()), decisions()));
        unheard.put(event.scan(), 0);
    }

    private void ended(ScanEnded event, long offset) {
        ScanState scan = known(event.scan());
        if (scan.openAt(offset) || (scan.refusal() != null && !scan.closed())) {
            end(scan, event.aborted(), offset);
        }
    }

    private void end(ScanState scan, boolean aborted, long offset) {
        unheard.remove(scan.scan());
        scans.put(
                scan.scan(),
                scan.refusal() == null
                        ? tracker.ended(scan, aborted, offset, framesOf(scan.scan()), decisions())
                        : scan.closed(offset, Micros.of(clock.instant()), aborted));
    }

    private void tick(Tick tick, long offset) {
        ticking = false;
        lastTick = Math.max(lastTick, tick.at());
        for (ScanState scan : all()) {
            if (scan.closed() && scan.closedBy() != offset) {
                continue;
            }
            int ticks = unheard.merge(scan.scan(), 1, Integer::sum);
            if (ticks >= policy.abandonAfter() || scan.closedBy() == offset) {
                LOG.warn("scan {}: its gateway is gone", scan.scan());
                end(scan, true, offset);
            } else if (scan.refusal() == null
                    && tick.at() - scan.lastData() > policy.frameTimeoutMicros()
                    && (scan.timedOutBy() == ScanState.NEVER || scan.timedOutBy() >= offset)) {
                scans.put(scan.scan(), tracker.silent(scan, offset, framesOf(scan.scan()), decisions()));
            }
        }
    }

    /** Writes the next tick where a scan is open, and forgets scans that closed long ago. */
    private void beat() {
        long now = Micros.of(clock.instant());
        boolean open = false;
        for (ScanState scan : all()) {
            open |= !scan.closed();
            if (scan.closed() && now - scan.closedAt() > policy.keepClosedMicros()) {
                framesOf(scan.scan()).clear();
                scans.delete(scan.scan());
            }
        }
        if (open && !ticking) {
            int partition = context.taskId().partition();
            forward("tick", new Tick(partition, now), RouterTopology.TICKS);
            ticking = true;
        }
    }

    private ScanState known(String scan) {
        ScanState known = scans.get(scan);
        if (known == null) {
            throw new EventException("scan " + scan + " was never opened");
        }
        return known;
    }

    private List<ScanState> all() {
        List<ScanState> all = new ArrayList<>();
        try (KeyValueIterator<String, ScanState> entries = scans.all()) {
            while (entries.hasNext()) {
                all.add(entries.next().value);
            }
        }
        return all;
    }

    private StoredFrames framesOf(String scan) {
        return new StoredFrames(frames, calibrations, scan);
    }

    private Decisions decisions() {
        return new SinkDecisions(this::forward);
    }

    private void forward(String key, Object value, String sink) {
        context.forward(new Record<>(key, value, clock.millis()), sink);
    }
}
