package org.larmor.bus;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.GateReport;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.PolicyRecord;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.ResultEvent;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.ScanNote;
import org.larmor.bus.record.ShadowJob;
import org.larmor.bus.record.StatusReport;
import org.larmor.bus.record.StoredSample;
import org.larmor.bus.record.TokenRecord;

/**
 * The catalogue: every topic of ours with the types of its records. Keys are text; but for {@link #CONTEXT}, where the
 * key decides what compaction keeps, they are for people and for the spread over partitions.
 */
public final class Topics {
    private static final Serde<String> TEXT = Serdes.String();
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    /** Chunks of k-space under a {@link PayloadHeader}; key: the scan. */
    public static final Topic<String, byte[]> DATA = new Topic<>("mrd.data", TEXT, BYTES);

    /** Chunks of contexts under a {@link PayloadHeader}; key: {@link #contextKey}. */
    public static final Topic<String, byte[]> CONTEXT = new Topic<>("mrd.context", TEXT, BYTES);

    /** What the router sees of scans; key: the scan. */
    public static final Topic<String, IndexEvent> INDEX =
            new Topic<>("mrd.index", TEXT, new JsonSerde<>(IndexEvent.class));

    /** Results and the pieces of images; key: the scan. */
    public static final Topic<String, ResultRecord> RESULTS =
            new Topic<>("recon.results", TEXT, new ResultRecordSerde());

    /** Jobs of {@link Pool#CLASSIC}. */
    public static final Topic<String, Job> JOBS_CLASSIC =
            new Topic<>("recon.jobs.classic", TEXT, new JsonSerde<>(Job.class));

    /** Jobs of {@link Pool#LEARNED}. */
    public static final Topic<String, Job> JOBS_LEARNED =
            new Topic<>("recon.jobs.learned", TEXT, new JsonSerde<>(Job.class));

    /** Jobs of {@link Pool#SHADOW}. */
    public static final Topic<String, ShadowJob> JOBS_SHADOW =
            new Topic<>("recon.jobs.shadow", TEXT, new JsonSerde<>(ShadowJob.class));

    /** Records that could not be handled, as they were. */
    public static final Topic<byte[], byte[]> DEAD_LETTER = new Topic<>("larmor.dead-letter", BYTES, BYTES);

    /** The status of every process; key: the process. */
    public static final Topic<String, StatusReport> STATUS =
            new Topic<>("ops.status", TEXT, new JsonSerde<>(StatusReport.class));

    /** What people may look up of scans; key: the scan. */
    public static final Topic<String, ScanNote> SCANS =
            new Topic<>("ops.scans", TEXT, new JsonSerde<>(ScanNote.class));

    /** The fingerprint of the site's key; key: {@code site}. */
    public static final Topic<String, String> SITE = new Topic<>("ops.site", TEXT, TEXT);

    /** The tokens that let people and programs in over HTTP; key: the token's id. */
    public static final Topic<String, TokenRecord> TOKENS =
            new Topic<>("ops.tokens", TEXT, new JsonSerde<>(TokenRecord.class));

    /** Pieces of models' weights; key: the upload and the piece's number. */
    public static final Topic<String, byte[]> MODEL_WEIGHTS = new Topic<>("models.weights", TEXT, BYTES);

    /** The models that there are; key: the version. */
    public static final Topic<String, ModelVersion> MODEL_VERSIONS =
            new Topic<>("models.versions", TEXT, new JsonSerde<>(ModelVersion.class));

    /** Which model serves what; key: {@link ModelAlias#key}. */
    public static final Topic<String, ModelAlias> MODEL_ALIASES =
            new Topic<>("models.aliases", TEXT, new JsonSerde<>(ModelAlias.class));

    /** What may be learned from; key: {@link PolicyRecord#KEY}. */
    public static final Topic<String, PolicyRecord> ADAPT_POLICY =
            new Topic<>("adapt.policy", TEXT, new JsonSerde<>(PolicyRecord.class));

    /** Pieces of encrypted samples; key: the upload and the piece's number. */
    public static final Topic<String, byte[]> ADAPT_SAMPLES = new Topic<>("adapt.samples", TEXT, BYTES);

    /** Pieces of encrypted example images; key: the upload and the piece's number. */
    public static final Topic<String, byte[]> ADAPT_IMAGES = new Topic<>("adapt.images", TEXT, BYTES);

    /** Which samples count; key: {@link StoredSample#id}. */
    public static final Topic<String, LedgerEntry> ADAPT_LEDGER =
            new Topic<>("adapt.ledger", TEXT, new JsonSerde<>(LedgerEntry.class));

    /** Fully sampled slices to train and to measure with; key: {@link ProxySlice#id}. */
    public static final Topic<String, ProxySlice> ADAPT_PROXIES =
            new Topic<>("adapt.proxies", TEXT, new JsonSerde<>(ProxySlice.class));

    /** What gates have found; key: the gate's run. */
    public static final Topic<String, GateReport> ADAPT_REPORTS =
            new Topic<>("adapt.reports", TEXT, new JsonSerde<>(GateReport.class));

    /** Runs of trainers, and who has them; key: the run. */
    public static final Topic<String, RunRecord> ADAPT_RUNS =
            new Topic<>("adapt.runs", TEXT, new JsonSerde<>(RunRecord.class));

    /** What the adaptation is asked for; key: the command's id. */
    public static final Topic<String, AdaptCommand> ADAPT_COMMANDS =
            new Topic<>("adapt.commands", TEXT, new JsonSerde<>(AdaptCommand.class));

    /** What happened to the adaptation, in one order; key: the event's number. */
    public static final Topic<String, AdaptEvent> ADAPT_EVENTS =
            new Topic<>("adapt.events", TEXT, new JsonSerde<>(AdaptEvent.class));

    /** All of ours. */
    public static final List<Topic<?, ?>> ALL = List.of(
            DATA,
            CONTEXT,
            INDEX,
            RESULTS,
            JOBS_CLASSIC,
            JOBS_LEARNED,
            JOBS_SHADOW,
            DEAD_LETTER,
            STATUS,
            SCANS,
            SITE,
            TOKENS,
            MODEL_WEIGHTS,
            MODEL_VERSIONS,
            MODEL_ALIASES,
            ADAPT_POLICY,
            ADAPT_SAMPLES,
            ADAPT_IMAGES,
            ADAPT_LEDGER,
            ADAPT_PROXIES,
            ADAPT_RUNS,
            ADAPT_REPORTS,
            ADAPT_COMMANDS,
            ADAPT_EVENTS);

    /**
     * The topics that hold a scan's records in one and the same partition, fixed when the scan opened: their partition
     * counts are equal and stay as they are.
     */
    public static final List<Topic<?, ?>> CO_PARTITIONED = List.of(DATA, CONTEXT, INDEX, RESULTS);

    /** The router's Streams application. */
    public static final String ROUTER_APPLICATION = "larmor-router";

    public static final String ROUTER_SCANS_STORE = "scans";
    public static final String ROUTER_FRAMES_STORE = "frames";
    public static final String ROUTER_CONTEXTS_STORE = "contexts";
    public static final String ROUTER_AWAITED_STORE = "awaited";

    /** The topics in which Kafka Streams keeps the router's state; as many partitions as {@link #INDEX}. */
    public static final List<String> INTERNAL =
            List.of(
                    changelog(ROUTER_SCANS_STORE),
                    changelog(ROUTER_FRAMES_STORE),
                    changelog(ROUTER_CONTEXTS_STORE),
                    changelog(ROUTER_AWAITED_STORE));

    private Topics() {}

    /** The names of {@link #ALL} and {@link #INTERNAL}, in that order. */
    public static List<String> names() {
        return Stream.concat(ALL.stream().map(Topic::name), INTERNAL.stream()).toList();
    }

    /** The key of a context's chunk: one per chunk, so that compaction drops none but by a tombstone. */
    public static String contextKey(PayloadHeader header) {
        return header.scan() + "/" + header.kind() + "/" + header.frame() + "/" + header.sequence();
    }

    private static String changelog(String store) {
        return ROUTER_APPLICATION + "-" + store + "-changelog";
    }

    /** The serde of the results that are not pieces, for those who write only such. */
    public static Serde<ResultEvent> resultEvents() {
        return ResultRecordSerde.EVENTS;
    }
}
