package org.larmor.adapt.samples;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.larmor.bus.record.Job;
import org.larmor.jssl.data.Sample;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.ReconException;
import org.larmor.worker.QualityGauge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures a frame's model as samples are scored: without an eighth of the lines outside the centre. Used by one thread. */
public final class HiddenGauge implements QualityGauge {
    private static final Logger LOG = LoggerFactory.getLogger(HiddenGauge.class);

    private final SampleMaker samples;
    private final HiddenScorer scorer;

    /** Both become its own. */
    public HiddenGauge(SampleMaker samples, HiddenScorer scorer) {
        this.samples = samples;
        this.scorer = scorer;
    }

    @Override
    public OptionalDouble logError(Job job, FrameInput input) {
        try {
            Optional<Sample> sample = samples.sample(job.scan() + "/" + job.frame(), input);
            return sample.isEmpty()
                    ? OptionalDouble.empty()
                    : scorer.logError(Objects.requireNonNull(job.model()), sample.get());
        } catch (ReconException | IOException e) {
            LOG.warn("frame {} of scan {} could not be checked: {}", job.frame(), job.scan(), e.toString());
            return OptionalDouble.empty();
        }
    }

    @Override
    public void close() {
        samples.close();
        scorer.close();
    }
}
