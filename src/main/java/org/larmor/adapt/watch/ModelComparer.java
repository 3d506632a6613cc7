package org.larmor.adapt.watch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.samples.HiddenScorer;
import org.larmor.adapt.samples.SampleMaker;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ScanComparison;
import org.larmor.bus.record.ScanComparison.Told;
import org.larmor.bus.record.ShadowJob;
import org.larmor.jssl.data.Sample;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.ReconException;
import org.larmor.telemetry.OutOfMemory;
import org.larmor.telemetry.ResidentMemory;
import org.larmor.worker.ScanComparer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the champion against another version by what is hidden from both of the same frames; each is the first every second
 * time. Used by one thread.
 */
public final class ModelComparer implements ScanComparer {
    private static final Logger LOG = LoggerFactory.getLogger(ModelComparer.class);
    private static final long BUFFER = 1L << 20;
    private static final String PROGRAM = "worker";
    private static final double NANOS = 1e9;

    /** A champion, a challenger, the one before, for a domain or two. */
    private static final int WARM = 6;

    private final Producer<String, byte[]> producer;
    private final SiteKey siteKey;
    private final ModelRegistry models;
    private final SampleMaker samples;
    private final HiddenScorer scorer;
    private final List<String> warm = new ArrayList<>();
    private int turn;

    /**
     * Closes nothing that it is given but the scorer.
     *
     * @param models says what is held against what
     */
    public ModelComparer(KafkaConnection kafka, SiteKey siteKey, ModelRegistry models, HiddenScorer scorer) {
        this.siteKey = siteKey;
        this.models = models;
        this.samples = new SampleMaker(siteKey);
        this.scorer = scorer;
        this.producer = kafka.producer(
                ClientSettings.payloadProducer(BUFFER), new StringSerializer(), new ByteArraySerializer());
    }

    /** How a pass went: what was told, or why nothing was; neither where there is nothing to tell. */
    private record Pass(@Nullable Told told, @Nullable String failure) {
        static final Pass NOTHING = new Pass(null, null);

        /** The same where another pass had grown by so much. */
        Pass with(long bytes) {
            return told == null
                    ? this
                    : new Pass(new Told(told.logError(), told.seconds(), Math.max(bytes, told.bytes())), null);
        }
    }

    @Override
    public boolean isWanted(ShadowJob job) {
        return models.isShadow(job.domain(), job.champion(), job.shadow());
    }

    @Override
    public Optional<ScanComparison> frame(ShadowJob job, Job frame, FrameInput input, Turns turns)
            throws InterruptedException {
        Optional<Sample> sample;
        try {
            sample = samples.sample(job.scan() + "/" + frame.frame(), input);
        } catch (ReconException e) {
            LOG.info("frame {} of scan {} is not compared: {}", frame.frame(), job.scan(), e.getMessage());
            return Optional.empty();
        }
        if (sample.isEmpty()) {
            return Optional.empty();
        }
        if (!isLoaded(job.champion()) || !isLoaded(job.shadow())) {
            return Optional.empty();
        }
        boolean championFirst = turn++ % 2 == 0;
        Pass first = pass(championFirst ? job.champion() : job.shadow(), sample.get(), turns);
        Pass second = pass(championFirst ? job.shadow() : job.champion(), sample.get(), turns);
        if (first.equals(Pass.NOTHING) || second.equals(Pass.NOTHING)) {
            return Optional.empty();
        }
        Pass champion = championFirst ? first : second;
        Pass shadow = championFirst ? second : first;
        return Optional.of(new ScanComparison(
                job.scan(),
                job.subject(),
                SampleStore.content(siteKey, sample.get().slice()),
                job.domain(),
                job.champion(),
                job.shadow(),
                1,
                champion.told(),
                shadow.told(),
                shadow.failure() != null ? shadow.failure() : champion.failure()));
    }

    /** Before anything waits for a turn: weights may have to come from the log. */
    private boolean isLoaded(String version) {
        try {
            return scorer.load(version);
        } catch (IOException e) {
            LOG.warn("{} cannot be loaded: {}", version, e.toString());
            return false;
        }
    }

    private Pass pass(String version, Sample sample, Turns turns) throws InterruptedException {
        try {
            if (!warm.contains(version)) {
                // a network's first pass takes longer than all others, and more memory than those that find it there
                Pass first = turns.of(() -> measured(version, sample));
                warm.add(version);
                if (warm.size() > WARM) {
                    warm.removeFirst();
                }
                return first.told() == null ? first : turns.of(() -> measured(version, sample)).with(first.told().bytes());
            }
            return turns.of(() -> measured(version, sample));
        } catch (RuntimeException e) {
            // whatever it was, the network has not done what it is held to
            OutOfMemory.endIfMeantBy(e);
            LOG.warn("{} failed in the shadow", version, e);
            return new Pass(null, version + ": " + e);
        }
    }

    private Pass measured(String version, Sample sample) {
        try (ResidentMemory.Growth growth = ResidentMemory.growth()) {
            long start = System.nanoTime();
            OptionalDouble logError = scorer.logError(version, sample);
            double seconds = (System.nanoTime() - start) / NANOS;
            if (logError.isEmpty()) {
                return Pass.NOTHING;
            }
            return Double.isFinite(logError.getAsDouble())
                    ? new Pass(new Told(logError.getAsDouble(), seconds, growth.bytes()), null)
                    : new Pass(null, version + ": its numbers are not finite");
        } catch (IOException e) {
            LOG.warn("{} cannot be loaded: {}", version, e.toString());
            return Pass.NOTHING;
        }
    }

    @Override
    public void tell(ScanComparison comparison) {
        AdaptCommand command = new AdaptCommand.Compare(UUID.randomUUID().toString(), comparison, PROGRAM);
        byte[] record = Topics.ADAPT_COMMANDS.value().serializer().serialize(Topics.ADAPT_COMMANDS.name(), command);
        try {
            producer.send(new ProducerRecord<>(Topics.ADAPT_COMMANDS.name(), 0, command.id(), record)).get();
        } catch (ExecutionException e) {
            throw new BusException("nobody could be told of a comparison", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
    }

    @Override
    public void close() {
        samples.close();
        scorer.close();
        producer.close();
    }
}
