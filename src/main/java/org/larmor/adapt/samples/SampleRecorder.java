package org.larmor.adapt.samples;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.ReconException;
import org.larmor.worker.SampleTaker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes samples of frames and stores them encrypted. Used by one thread.
 */
public final class SampleRecorder implements SampleTaker {
    private static final Logger LOG = LoggerFactory.getLogger(SampleRecorder.class);
    private static final long BUFFER = 32L << 20;
    private static final String PROGRAM = "worker";

    private final SiteKey siteKey;
    private final ScanKeys keys;
    private final Producer<String, byte[]> producer;
    private final SampleScorer scorer;
    private final SampleMaker maker;

    /** @param scorer becomes its own */
    public SampleRecorder(KafkaConnection kafka, SiteKey siteKey, ScanKeys keys, SampleScorer scorer) {
        this.scorer = scorer;
        this.maker = new SampleMaker(siteKey);
        this.siteKey = siteKey;
        this.keys = keys;
        this.producer = kafka.producer(
                ClientSettings.payloadProducer(BUFFER), new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public void take(Job job, FrameInput input) {
        String id = job.scan() + "/" + job.frame();
        try {
            Optional<Sample> sample = maker.sample(id, input);
            if (sample.isEmpty()) {
                LOG.info("frame {} is no sample: too little of it lies outside its calibration", id);
                return;
            }
            store(job, id, sample.get());
        } catch (ReconException e) {
            LOG.info("frame {} is no sample: {}", id, e.getMessage());
        } catch (IOException | BusException | KafkaException e) {
            LOG.warn("frame {} could not be stored to be learned from: {}", id, e.toString());
        }
    }

    private void store(Job job, String id, Sample sample) throws IOException {
        SampleOrder order = Objects.requireNonNull(job.sample());
        Extent data = SampleStore.write(producer, keys.readOrMake(job.scan()), id, sample);
        KspaceSlice slice = sample.slice();
        StoredSample stored = new StoredSample(
                job.scan(),
                job.frame(),
                order,
                data,
                SampleStore.content(siteKey, slice),
                new StoredSample.Shape(slice.coils(), slice.height(), slice.width(), sample.acceleration()),
                Optional.ofNullable(order.model())
                        .flatMap(model -> scorer.score(job.scan(), model, sample))
                        .orElse(null));
        tell(new AdaptCommand.AddSample(UUID.randomUUID().toString(), stored, PROGRAM));
    }

    private void tell(AdaptCommand command) {
        byte[] record = Topics.ADAPT_COMMANDS.value().serializer().serialize(Topics.ADAPT_COMMANDS.name(), command);
        try {
            producer.send(new ProducerRecord<>(Topics.ADAPT_COMMANDS.name(), 0, command.id(), record)).get();
        } catch (ExecutionException e) {
            throw new BusException("nobody could be told of a sample", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
    }

    @Override
    public void close() {
        maker.close();
        scorer.close();
        producer.close();
    }
}
