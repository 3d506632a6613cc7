package org.larmor.adapt.samples;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Optional;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.eval.HiddenError;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelFile;
import org.larmor.nn.Parameters;
import org.larmor.nn.Reconstruction;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how well a domain's model tells what is hidden of a sample: a pass of its own, without the hidden columns. What
 * cannot be measured has no score, and is a sample all the same. Owns native memory; used by one thread.
 */
public final class SampleScorer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SampleScorer.class);

    /** Complex points of a slice: 64 MiB. Beyond it a second pass would take more memory than is counted for it. */
    private static final long MOST_POINTS = 8L << 20;

    /** What stands for the error of a network whose numbers are not finite. */
    private static final double WORST = 10;

    private final LoadedModels models;
    private final ScoredScans scored;
    private final NDManager manager = TorchEngine.inferenceManager();
    private final HiddenError hidden = new HiddenError(manager);

    /** @param scored of all scorers of this process */
    public SampleScorer(LoadedModels models, ScoredScans scored) {
        this.models = models;
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
        try (LoadedModels.Use used = models.use()) {
            Optional<ModelFile.Loaded> model = used.get(version);
            if (model.isEmpty()) {
                return Optional.empty();
            }
            try (NDManager one = manager.newSubManager()) {
                Parameters handles = model.get().parameters().handles(one);
                Reconstruction reconstruction = new Reconstruction(
                        model.get().model(), handles, model.get().card().finalImage());
                return hidden.of(reconstruction, model.get().card().config().maps(), sample)
                        .filter(error -> error > 0)
                        .map(error -> new StoredSample.Score(version, Math.min(WORST, Math.log(error))));
            }
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
        manager.close();
    }
}
