package org.larmor.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.IndexEvent.Tick;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.ResultEvent.FrameFailed;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.router.Turn.Addressed;
import org.larmor.scan.Line;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.last;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.repetition;
import static org.larmor.router.Scans.slice;

/**
 * A router that dies between two commits. What it had written since the commit is there in part: of each store's
 * changelog some beginning, not the same for both, and of its jobs and results nothing or all. It then reads on from the
 * commit. Every choice of these is tried.
 */
class CrashTest {
    @Test
    void nothingIsLostWhateverWasWrittenOfTheStores() {
        crashWithin(3);
    }

    @Test
    @Tag("full")
    void nothingIsLostEvenIfTheCommitWasLongAgo() {
        crashWithin(8);
    }

    @Test
    void noSecondTickIsWrittenBeforeTheFirstWasRead() {
        Life life = new Life(Map.of(), Map.of());
        life.read(events().getFirst(), 0);
        life.beat();
        life.beat();
        assertThat(life.sent).hasSize(1).hasOnlyElementsOfType(Tick.class);
        life.read((Tick) life.sent.getFirst(), 1);
        life.beat();
        assertThat(life.sent).hasSize(2);
        Life next = new Life(life.scans(), life.frames()); // whatever became of its predecessor's tick
        next.beat();
        assertThat(next.sent).hasSize(1);
    }

    @Test
    void aFrameThatWasCompleteButHadNotLeftLeavesWhenItsLastChunkIsReadAgain() {
        for (Optional<FrameCourse> written :
                List.of(Optional.<FrameCourse>empty(), Optional.of(new FrameCourse(true, false, false, List.of())))) {
            Life life = new Life(Map.of(), Map.of());
            List<IndexEvent> events = events();
            life.read(events.get(0), 0);
            life.read(events.get(1), 1);
            life.read(events.get(2), 2);
            life.read(events.get(3), 3);
            Map<String, FrameEntry> torn = new HashMap<>();
            life.frames().forEach((key, entry) -> {
                if (entry instanceof StoredChunk) {
                    torn.put(key, entry);
                } else {
                    written.ifPresent(course -> torn.put(key, course));
                }
            });
            Life next = new Life(life.scans(), torn);
            next.read(events.get(3), 3);
            assertThat(next.sent).singleElement().isInstanceOfSatisfying(Job.class, job ->
                    assertThat(job.chunks()).hasSize(2));
        }
    }

    /** @param most how many events there are at most between the commit and the crash */
    private static void crashWithin(int most) {
        List<IndexEvent> events = events();
        List<Life> lives = new ArrayList<>(List.of(new Life(Map.of(), Map.of())));
        Life whole = new Life(Map.of(), Map.of());
        for (int i = 0; i < events.size(); i++) {
            whole.read(events.get(i), i);
            lives.add(whole.copy());
        }
        check(whole.sent);
        int tried = 0;
        for (int commit = 0; commit <= events.size(); commit++) {
            for (int crash = commit; crash <= Math.min(events.size(), commit + most); crash++) {
                for (int scans = commit; scans <= crash; scans++) {
                    for (int frames = commit; frames <= crash; frames++) {
                        for (int sent : List.of(commit, crash)) {
                            Life next = new Life(lives.get(scans).scans(), lives.get(frames).frames());
                            next.sent.addAll(lives.get(sent).sent);
                            for (int i = commit; i < events.size(); i++) {
                                next.read(events.get(i), i);
                            }
                            check(next.sent);
                            tried++;
                        }
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(500);
    }

    /** Every chunk reaches a worker, or its frame is answered, and each scan is closed with the number of results that there will be. */
    private static void check(List<Object> sent) {
        Map<String, Set<ChunkRef>> chunks = new TreeMap<>();
        Map<String, Set<String>> jobs = new HashMap<>();
        Map<String, Set<Integer>> closed = new HashMap<>();
        Set<String> refused = new HashSet<>();
        for (Object each : sent) {
            if (each instanceof Job job) {
                chunks.computeIfAbsent(job.scan() + "/" + job.frame(), k -> new HashSet<>()).addAll(job.chunks());
                jobs.computeIfAbsent(job.scan(), k -> new HashSet<>()).add(job.frame() + "#" + job.revision());
            } else if (each instanceof Addressed(int partition, FrameFailed failed)) {
                refused.add(failed.scan() + "/" + failed.frame());
                jobs.computeIfAbsent(failed.scan(), k -> new HashSet<>()).add(failed.frame() + "#" + failed.revision());
            } else if (each instanceof Addressed(int partition, ScanClosed result)) {
                closed.computeIfAbsent(result.scan(), k -> new HashSet<>()).add(result.results());
            }
        }
        for (IndexEvent event : events()) {
            if (event instanceof ChunkStored stored
                    && stored.chunk().kind() == ChunkKind.IMAGING
                    && !refused.contains(stored.scan() + "/" + stored.frame())) {
                assertThat(chunks.get(stored.scan() + "/" + stored.frame())).contains(stored.chunk());
            }
        }
        assertThat(jobs.keySet()).containsExactlyInAnyOrder(A, B);
        jobs.forEach((scan, all) -> assertThat(closed.get(scan)).as(all.toString()).containsExactly(all.size()));
    }

    private static List<IndexEvent> events() {
        return List.of(
                opened(A, RecipeRequest.RSS, header(4, 1, null, null, 9)),
                opened(B, RecipeRequest.SENSE, header(64, 2, null, null, 9)),
                stored(A, repetition(0), 0, line(0), line(1)),
                stored(A, repetition(0), 1, line(2), line(3)), // complete by count
                stored(B, repetition(0), 0, Scans.lastOf(lines(0, 64, 2))), // held
                stored(A, repetition(0), 2, line(1)), // late
                stored(B, repetition(1), 0, Scans.lastOf(lines(0, 64, 1))), // releases the other
                new Tick(0, 2),
                stored(A, repetition(1), 0, lines(0, 4, 1)),
                stored(A, new FrameKey(0, 1, 0, 0, 1, 0), 0, last(0, Line.LAST_IN_REPETITION)), // too early
                stored(A, repetition(0), 3, last(2, Line.LAST_IN_SLICE)), // ends the revision
                stored(B, slice(7), 0, line(5)),
                stored(A, slice(3), 0, line(1)),
                new ScanEnded(A, 0, false, "", 3),
                stored(B, slice(8), 0, line(1)),
                new ScanEnded(B, 0, true, "reset", 4));
    }

    private static ScanOpened opened(String scan, RecipeRequest asked, MrdHeader header) {
        return new ScanOpened(
                scan, 0, "g", asked, false, "knee", null, null,
                header.encodings().stream().map(EncodingRecord::of).toList(), chunk(ChunkKind.HEADER, 0), 1);
    }

    private static ChunkStored stored(String scan, FrameKey frame, int sequence, Line... lines) {
        return new ChunkStored(scan, 0, frame, chunk(ChunkKind.IMAGING, sequence), Lines.of(List.of(lines)), 8, 1, 1);
    }

    private static ChunkRef chunk(ChunkKind kind, int sequence) {
        return new ChunkRef(kind, sequence, sequence, 1, 1);
    }

    /** One life of a router, between a start and a crash. */
    private static final class Life {
        private final MockProcessorContext<String, Object> context = new MockProcessorContext<>(settings());
        private final KeyValueStore<String, ScanState> scans = store(Topics.ROUTER_SCANS_STORE, ScanState.class);
        private final KeyValueStore<String, FrameEntry> frames = store(Topics.ROUTER_FRAMES_STORE, FrameEntry.class);
        private final RouterProcessor processor;
        private final List<Object> sent = new ArrayList<>();

        Life(Map<String, ScanState> scansBefore, Map<String, FrameEntry> framesBefore) {
            store(Topics.ROUTER_CONTEXTS_STORE, StoredChunk.class);
            store(Topics.ROUTER_AWAITED_STORE, Awaited.class);
            scansBefore.forEach(scans::put);
            framesBefore.forEach(frames::put);
            ScanTracker tracker = new ScanTracker(new Admission(ModelDirectory.NONE, Gathering.NONE, Backlog.NONE), () -> Bench.START);
            processor = new RouterProcessor(
                    RouterPolicy.DEFAULT, tracker, Backlog.NONE, new RouterProgress(), () -> Bench.START);
            processor.init(context);
        }

        void read(IndexEvent event, long offset) {
            context.setRecordMetadata(Topics.INDEX.name(), 0, offset);
            processor.process(new Record<>("key", event, 0));
            keepWhatWasSent();
        }

        void beat() {
            context.scheduledPunctuators().getFirst().getPunctuator().punctuate(0);
            keepWhatWasSent();
        }

        private void keepWhatWasSent() {
            context.forwarded().forEach(forward -> sent.add(forward.record().value()));
            context.resetForwards();
        }

        Map<String, ScanState> scans() {
            return entries(scans);
        }

        Map<String, FrameEntry> frames() {
            return entries(frames);
        }

        Life copy() {
            Life copy = new Life(scans(), frames());
            copy.sent.addAll(sent);
            return copy;
        }

        private static Properties settings() {
            Properties settings = new Properties();
            settings.putAll(RouterSettings.streams(java.nio.file.Path.of("target", "router-test"), 0, new RouterProgress()));
            settings.put("bootstrap.servers", "test:1");
            return settings;
        }

        private <T> KeyValueStore<String, T> store(String name, Class<T> type) {
            KeyValueStore<String, T> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(name), Serdes.String(), new JsonSerde<>(type))
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
            return store;
        }

        private static <T> Map<String, T> entries(KeyValueStore<String, T> store) {
            Map<String, T> entries = new HashMap<>();
            try (var all = store.all()) {
                all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
            }
            return entries;
        }
    }
}
