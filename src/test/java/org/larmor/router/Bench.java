package org.larmor.router;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.larmor.bus.Pool;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.FrameAnswered;
import org.larmor.bus.record.IndexEvent.ScanAlive;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.IndexEvent.Tick;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.Replay;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.ShadowJob;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.scan.Line;
import org.larmor.scan.ModelRange;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;

import static org.assertj.core.api.Assertions.assertThat;

/** The topology on a test driver: events go in by name, jobs and results come out as records. Time stands still. */
final class Bench implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final int CHANNELS = 8;
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final List<String> STORES = List.of(
            Topics.ROUTER_SCANS_STORE,
            Topics.ROUTER_FRAMES_STORE,
            Topics.ROUTER_CONTEXTS_STORE,
            Topics.ROUTER_AWAITED_STORE);

    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> index;
    private final TestOutputTopic<String, byte[]> ticks;
    private final TestOutputTopic<String, Job> classic;
    private final TestOutputTopic<String, Job> learned;
    private final TestOutputTopic<String, ShadowJob> shadow;
    private final TestOutputTopic<String, ResultEvent> results;
    private final TestOutputTopic<byte[], byte[]> dead;
    private final Backlog backlog = new Backlog() {
        @Override
        public Level level() {
            return level;
        }

        @Override
        public Finished finished(Pool pool) {
            return finished;
        }

        @Override
        public void stored(long bytes, long at) {
            stored += bytes;
        }

        @Override
        public Optional<String> diskFull() {
            return diskFull;
        }
    };
    private final ModelDirectory models = new ModelDirectory() {
        @Override
        public Optional<ScanFacts.Model> champion(String domain) {
            return champion.map(version -> new ScanFacts.Model(version, range));
        }

        @Override
        public Named named(String domain, String nameOrVersion) {
            return nameOrVersion.equals("rejected@1")
                    ? new Named(null, "rejected@1 serves nobody")
                    : new Named(new ScanFacts.Model(nameOrVersion, range), null);
        }

        @Override
        public Checks checks(String domain) {
            return domain.equals("knee") ? checks : Checks.NONE;
        }

        @Override
        public List<Shadow> shadows(String domain) {
            return domain.equals("knee") ? shadows : List.of();
        }
    };
    private final JsonSerde<IndexEvent> events = new JsonSerde<>(IndexEvent.class);
    private final Map<String, Integer> sequences = new java.util.HashMap<>();
    long eventBytes;
    Instant now = START;
    Backlog.Level level = Backlog.Level.NORMAL;
    Backlog.Finished finished = Backlog.Finished.UNKNOWN;
    Optional<String> diskFull = Optional.empty();
    long stored;
    Optional<String> champion = Optional.empty();
    List<ModelDirectory.Shadow> shadows = List.of();
    ModelDirectory.Checks checks = ModelDirectory.Checks.NONE;
    Optional<ModelRange> range = Optional.of(new ModelRange(1.5, 8, 4, 1, 32, false));

    Bench() {
        this(RouterPolicy.DEFAULT.withFrameTimeout(TIMEOUT));
    }

    final RouterProgress progress = new RouterProgress();
    int mostSamples;
    Teaching teaching;
    Replay replayed;

    Bench(RouterPolicy policy) {
        Properties settings = new Properties();
        settings.putAll(RouterSettings.streams(java.nio.file.Path.of("target", "router-test"), 0, progress));
        driver = new TopologyTestDriver(
                RouterTopology.build(policy, models,
                        domain -> mostSamples, backlog, progress, () -> now), settings, START);
        index = driver.createInputTopic(Topics.INDEX.name(), new StringSerializer(), new ByteArraySerializer());
        var strings = new StringDeserializer();
        var jobs = new JsonSerde<>(Job.class).deserializer();
        ticks = driver.createOutputTopic(Topics.INDEX.name(), strings, new ByteArrayDeserializer());
        classic = driver.createOutputTopic(Topics.JOBS_CLASSIC.name(), strings, jobs);
        learned = driver.createOutputTopic(Topics.JOBS_LEARNED.name(), strings, jobs);
        shadow = driver.createOutputTopic(
                Topics.JOBS_SHADOW.name(), strings, new JsonSerde<>(ShadowJob.class).deserializer());
        results = driver.createOutputTopic(
                Topics.RESULTS.name(), strings, new JsonSerde<>(ResultEvent.class).deserializer());
        dead = driver.createOutputTopic(
                Topics.DEAD_LETTER.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void open(String scan, RecipeRequest recipe, MrdHeader header) {
        pipe(new ScanOpened(
                scan,
                0,
                "gateway",
                recipe,
                false,
                "knee",
                teaching,
                replayed,
                header.encodings().stream().map(EncodingRecord::of).toList(),
                new ChunkRef(ChunkKind.HEADER, 0, 7, 1000, 1),
                micros(now)));
    }

    /** The next chunk of a frame, with these lines. */
    void chunk(String scan, FrameKey frame, Line... lines) {
        pipe(stored(scan, frame, lines));
    }

    ChunkStored stored(String scan, FrameKey frame, Line... lines) {
        int sequence = sequences.merge(scan + frame, 1, Integer::sum) - 1;
        return new ChunkStored(
                scan,
                0,
                frame,
                chunkOf(frame, sequence),
                Lines.of(List.of(lines)),
                CHANNELS,
                micros(now) - 2000,
                micros(now) - 1000);
    }

    /** A chunk that says by its offset whose it is. */
    static ChunkRef chunkOf(FrameKey frame, int sequence) {
        return new ChunkRef(
                ChunkKind.IMAGING, sequence, 1000L * frame.repetition() + 100L * frame.slice() + sequence, 1 << 20, 5);
    }

    void context(String scan, ChunkKind kind, @org.jspecify.annotations.Nullable FrameKey slot, long offset) {
        int sequence = sequences.merge(scan + kind + slot, 1, Integer::sum) - 1;
        pipe(new ChunkStored(
                scan, 0, slot, new ChunkRef(kind, sequence, offset, 100, 9), Lines.NONE, 0, micros(now), micros(now)));
    }

    /** The next calibration chunk of a frame, with these lines. */
    void calibration(String scan, FrameKey frame, long offset, Line... lines) {
        int sequence = sequences.merge(scan + ChunkKind.CALIBRATION + frame, 1, Integer::sum) - 1;
        pipe(new ChunkStored(
                scan, 0, frame, new ChunkRef(ChunkKind.CALIBRATION, sequence, offset, 100, 9),
                Lines.of(List.of(lines)), CHANNELS, micros(now), micros(now)));
    }

    void end(String scan, boolean aborted) {
        pipe(new ScanEnded(scan, 0, aborted, aborted ? "reset" : "", micros(now)));
    }

    void alive(String scan) {
        pipe(new ScanAlive(scan, 0, micros(now)));
    }

    /** Bytes of the store's changelog so far, keys included. */
    long changelogBytes() {
        long bytes = 0;
        for (String store : STORES) {
            var log = driver.createOutputTopic(
                    Topics.ROUTER_APPLICATION + "-" + store + "-changelog",
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            for (var record : log.readRecordsToList()) {
                bytes += record.key().length + (record.value() == null ? 0 : record.value().length);
            }
        }
        return bytes;
    }

    /** A worker has answered a frame. */
    void answered(Job job) {
        pipe(new FrameAnswered(job.scan(), 0, job.frame(), job.revision()));
    }

    void pipe(IndexEvent event) {
        byte[] value = events.write(event);
        eventBytes += value.length;
        raw(value);
    }

    void raw(byte[] value) {
        index.pipeInput("key", value, now);
    }

    /** Time goes by without the router running. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** One turn of the clock; gives the ticks that the router wrote, and has read by then. */
    List<Tick> beat() {
        pass(RouterProcessor.TICK);
        driver.advanceWallClockTime(RouterProcessor.TICK);
        List<Tick> written = new ArrayList<>();
        for (byte[] value : ticks.readValuesToList()) {
            if (events.read(value) instanceof Tick tick) {
                written.add(tick);
            }
        }
        return written;
    }

    /** A tick as of now, read right away. */
    void tick() {
        pipe(new Tick(0, micros(now)));
    }

    List<Job> jobs() {
        return classic.readValuesToList();
    }

    List<Job> learnedJobs() {
        return learned.readValuesToList();
    }

    List<ShadowJob> shadowJobs() {
        return shadow.readValuesToList();
    }

    List<ResultEvent> results() {
        return results.readValuesToList();
    }

    int deadLetters() {
        return dead.readValuesToList().size();
    }

    /** Overwrites what a store holds with bytes that are no record. */
    @SuppressWarnings("unchecked")
    void damage(String name) {
        // below its serdes
        var bytes = (KeyValueStore<Bytes, byte[]>) ((WrappedStateStore<?, ?, ?>) driver.getAllStateStores().get(name)).wrapped();
        List<Bytes> keys = new ArrayList<>();
        try (var all = bytes.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        assertThat(keys).isNotEmpty();
        keys.forEach(key -> bytes.put(key, new byte[] {2, '{'}));
    }

    /** How many values the router's stores hold. */
    int entries() {
        int entries = 0;
        for (String store : STORES) {
            try (var all = driver.getKeyValueStore(store).all()) {
                for (; all.hasNext(); all.next()) {
                    entries++;
                }
            }
        }
        return entries;
    }

    static long micros(Instant time) {
        return Micros.of(time);
    }

    @Override
    public void close() {
        driver.close();
    }
}
