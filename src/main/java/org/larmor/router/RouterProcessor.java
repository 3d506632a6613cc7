package org.larmor.router;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.FrameAnswered;
import org.larmor.bus.record.IndexEvent.ScanAlive;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.IndexEvent.Tick;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.NewerRecordException;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.telemetry.FailPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition's events: finds the scan, lets {@link ScanTracker} decide, then does what it decided. */
final class RouterProcessor implements Processor<String, IndexEvent, String, Object> {
    static final Duration TICK = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(RouterProcessor.class);

    private final RouterPolicy policy;
    private final ScanTracker tracker;
    private final Backlog backlog;
    private final RouterProgress progress;
    private final InstantSource clock;
    private final VanishedJobs vanished;
    private final Map<String, ScanMemory> memories = new HashMap<>();
    private final FramesAtHand atHand = new FramesAtHand();
    /** The latest time of the records read: what comes after one in the partition was written after it. */
    private long logTime;
    /** A tick written and not yet read; there is no use in a second one before. */
    private boolean ticking;

    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable RouterStores stores;

    /** @param clock what is only displayed is read from it; nothing is decided by it */
    RouterProcessor(
            RouterPolicy policy, ScanTracker tracker, Backlog backlog, RouterProgress progress, InstantSource clock) {
        this.policy = policy;
        this.tracker = tracker;
        this.backlog = backlog;
        this.vanished = new VanishedJobs(backlog);
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<String, Object> newContext) {
        context = newContext;
        stores = RouterStores.of(newContext);
        newContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> beat());
    }

    @Override
    public void process(Record<String, IndexEvent> record) {
        int partition = context.taskId().partition();
        long offset = context.recordMetadata().orElseThrow().offset();
        progress.at(partition, offset);
        EventCheck.check(record.value(), partition);
        logTime = Math.max(logTime, record.timestamp());
        Moment now = new Moment(offset, logTime);
        switch (record.value()) {
            case ScanOpened event -> decide(event.scan(), turn -> opened(event, turn));
            case ChunkStored event -> decide(event.scan(), turn -> stored(event, now, turn));
            case ScanEnded event -> decide(event.scan(), turn -> ended(event, now, turn));
            case FrameAnswered event -> answered(event);
            case ScanAlive event -> memory(event.scan()).alive();
            case Tick event -> tick(now);
        }
        if (!(record.value() instanceof Tick) && !(record.value() instanceof ScanAlive)) {
            FailPoint.hit("router.event-handled");
        }
    }

    /**
     * What an event leads to for its scan. An event that cannot be decided ends its scan, and then goes where Streams puts
     * what cannot be processed.
     */
    private void decide(String scan, Consumer<Turn> decision) {
        Turn turn = new Turn(stores, scan, () -> memory(scan));
        try {
            decision.accept(turn);
        } catch (EventException | NewerRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            fail(scan, e);
            throw new EventException("scan " + scan + " cannot be decided about", e);
        }
        turn.apply(this::forward);
    }

    /** Whatever one scan's trouble is, the others go on. */
    private void fail(String scan, RuntimeException why) {
        LOG.error("scan {} cannot be routed and is ended", scan, why);
        forget(scan);
        Damaged.dropped(stores.scans(), scan);
        String text = "the scan cannot be routed: "
                + (why instanceof ScanException ? why.getMessage() : why.getClass().getSimpleName());
        int partition = context.taskId().partition();
        Turn turn = new Turn(stores, scan, () -> memory(scan));
        ScanState state = turn.state();
        if (state != null) {
            turn.keep(state.refused(text));
        }
        turn.result(partition, new ScanRefused(scan, text));
        turn.apply(this::forward);
    }

    private void opened(ScanOpened event, Turn turn) {
        ScanState known = turn.state();
        if (known == null) {
            turn.keep(tracker.opened(event, turn));
        } else {
            tracker.openedAgain(known, turn);
        }
    }

    private void stored(ChunkStored event, Moment now, Turn turn) {
        ScanState scan = known(turn, event.scan());
        if (!scan.openAt(now.offset())) {
            LOG.debug("scan {}: chunk after its end or refusal", event.scan());
            return;
        }
        turn.keep(tracker.stored(scan, event, now, turn.frames(), turn));
        memory(event.scan()).data(now.at());
    }

    private void ended(ScanEnded event, Moment now, Turn turn) {
        ScanState scan = known(turn, event.scan());
        if (scan.openAt(now.offset()) || (scan.refusal() != null && !scan.closed())) {
            end(scan, event.aborted(), now, turn);
        }
    }

    private void answered(FrameAnswered event) {
        String key = Awaited.key(event.scan(), event.frame(), event.revision());
        if (Damaged.dropped(stores.awaited(), key) != null) {
            stores.awaited().delete(key);
        }
    }

    private void end(ScanState scan, boolean aborted, Moment now, Turn turn) {
        turn.keep(
                scan.refusal() == null
                        ? tracker.ended(scan, aborted, now, turn.frames(), turn)
                        : scan.closed(now.offset(), now.at(), aborted));
    }

    private void tick(Moment now) {
        ticking = false;
        for (Awaited job : vanished.find(all(stores.awaited()), now.at())) {
            apart(job.scan(), turn -> reissue(job, turn));
        }
        int open = 0;
        for (ScanState scan : all(stores.scans())) {
            open += scan.closed() ? 0 : 1;
            apart(scan.scan(), turn -> tick(scan, now, turn));
        }
        progress.openScans(context.taskId().partition(), open);
    }

    /** A scan's part of a tick: its failing is no reason not to look at the others. */
    private void apart(String scan, Consumer<Turn> decision) {
        try {
            decide(scan, decision);
        } catch (EventException e) {
            LOG.debug("scan {} was ended", scan, e);
        }
    }

    private void tick(ScanState scan, Moment now, Turn turn) {
        if (scan.closed()) {
            if (scan.closedBy() == now.offset()) {
                end(scan, true, now, turn); // read again: what that sent may not have left
            } else if (now.at() - scan.closedAt() > policy.keepClosed().toMillis() && turn.isAnswered()) {
                turn.forget();
                forget(scan.scan());
            }
            return;
        }
        ScanMemory memory = memory(scan.scan());
        if (memory.tick() >= policy.abandonAfter()) {
            LOG.warn("scan {}: its gateway is gone", scan.scan());
            end(scan, true, now, turn);
        } else if (scan.refusal() == null
                && now.at() - memory.lastData() > policy.frameTimeout().toMillis()
                && (scan.timedOutBy() == ScanState.NEVER || scan.timedOutBy() >= now.offset())) {
            turn.keep(tracker.silent(scan, now, turn.frames(), turn));
        }
    }

    private void reissue(Awaited job, Turn turn) {
        ScanState scan = turn.state();
        if (scan != null && tracker.reissue(scan, job, turn.frames(), turn)) {
            turn.frames().await(job.again());
        } else {
            turn.answered(job.key());
        }
    }

    /** Writes the next tick while a scan is remembered, and says what waits. */
    private void beat() {
        int partition = context.taskId().partition();
        List<Awaited> awaited = all(stores.awaited());
        progress.awaitedFrames(partition, awaited.size());
        backlog.waits(partition, awaited.stream().min(Comparator.comparingLong(Awaited::since)).orElse(null));
        progress.takeUnwritten(scan -> stores.scans().get(scan) != null)
                .forEach(scan -> {
                    fail(scan, new ScanException("a record of it was too large"));
                    forward(scan, "a record of this scan was too large", RouterTopology.DEAD);
                    progress.deadLetter();
                });
        boolean remembered;
        try (KeyValueIterator<String, ScanState> scans = stores.scans().all()) {
            remembered = scans.hasNext();
        }
        if (!remembered) {
            progress.openScans(partition, 0); // no tick comes that would say so
        } else if (!ticking) {
            forward("tick", new Tick(partition, Micros.of(clock.instant())), RouterTopology.TICKS);
            ticking = true;
        }
    }

    @Override
    public void close() {
        if (context != null) {
            backlog.waits(context.taskId().partition(), null);
            progress.left(context.taskId().partition());
        }
    }

    private static ScanState known(Turn turn, String scan) {
        ScanState known = turn.state();
        if (known == null) {
            throw new EventException("scan " + scan + " was never opened");
        }
        return known;
    }

    private void forget(String scan) {
        memories.remove(scan);
        atHand.forget(scan);
    }

    /** Of a scan that is not known nothing is remembered. */
    private ScanMemory memory(String scan) {
        ScanMemory known = memories.get(scan);
        if (known != null) {
            return known;
        }
        ScanMemory fresh = new ScanMemory(scan, atHand, logTime);
        if (Damaged.ignored(() -> stores.scans().get(scan)) != null) {
            memories.put(scan, fresh);
        }
        return fresh;
    }

    /** What is damaged is dropped: it must not keep the rest from being looked at. */
    private static <T> List<T> all(KeyValueStore<String, T> store) {
        List<T> all = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        try (KeyValueIterator<String, T> entries = store.all()) {
            while (entries.hasNext()) {
                String key = entries.peekNextKey();
                T value = Damaged.ignored(() -> entries.next().value);
                if (value == null) {
                    damaged.add(key);
                } else {
                    all.add(value);
                }
            }
        }
        damaged.forEach(key -> Damaged.dropped(store, key));
        return all;
    }

    private void forward(String key, Object value, String sink) {
        context.forward(new Record<>(key, value, clock.millis()), sink);
        Turn.sent(value);
    }
}
