package org.larmor.adapt.samples;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.Sample;
import org.larmor.models.LoadedModels;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how well a domain's model tells what is hidden of a sample: a pass of its own, without the hidden columns. What
 * cannot be measured has no score, and is a sample all the same. Used by one thread.
 */
public final class SampleScorer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SampleScorer.class);

    /** Complex points of a slice: 64 MiB. Beyond it a second pass would take more memory than is counted for it. */
    private static final long MOST_POINTS = 8L << 20;

    /** What stands for the error of a network whose numbers are not finite. */
    private static final double WORST = 10;

    private final ScoredScans scored;
    private final HiddenScorer hidden;

    /** @param scored of all scorers of this process */
    public SampleScorer(LoadedModels models, ScoredScans scored) {
        this.hidden = new HiddenScorer(models);
        this.scored = scored;
    }

    /**
     * The score of one sample of each scan, the first that this process has: a change is looked for from scan to scan, and a
     * pass takes the time of a frame.
     */
    Optional<StoredSample.Score> score(String scan, String version, Sample sample) {
        long points = (long) sample.slice().coils() * sample.slice().height() * sample.slice().width();
        if (points > MOST_POINTS || !scored.isFirst(scan)) {
            return Optional.empty();
        }
        return score(version, sample);
    }

    private Optional<StoredSample.Score> score(String version, Sample sample) {
        try {
            OptionalDouble logError = hidden.logError(version, sample);
            return logError.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StoredSample.Score(version, Math.min(WORST, logError.getAsDouble())));
        } catch (IOException e) {
            LOG.warn("a sample has no score: {}", e.toString());
            return Optional.empty();
        } catch (RuntimeException e) {
            // whatever a network cannot do with it, it can be learned from
            OutOfMemory.endIfMeantBy(e);
            LOG.warn("a sample has no score", e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        hidden.close();
    }
}
