package org.larmor.adapt.gate;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.samples.ImageStore;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ProxySlice;
import org.larmor.jssl.data.Sample;
import org.larmor.jssl.eval.Evaluator;
import org.larmor.jssl.eval.Learned;
import org.larmor.jssl.eval.SubsampledSlice;
import org.larmor.models.ModelFile;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.telemetry.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws the proxy slices on which the challenger lost most, for the report. Used by one thread. */
final class WorstSlices {
    private static final Logger LOG = LoggerFactory.getLogger(WorstSlices.class);
    private static final int SHOWN = 3;

    /** An error is shown so many times as bright. */
    private static final int AMPLIFIED = 5;

    private final NDManager manager;
    private final DeviceMemory memory;
    private final Map<Party, ModelFile.Loaded> models;
    private final SampleStore samples;
    private final ImageStore images;
    private final Map<String, ProxySlice> proxies;

    WorstSlices(
            NDManager manager,
            DeviceMemory memory,
            Map<Party, ModelFile.Loaded> models,
            KafkaConnection kafka,
            ScanKeys keys) {
        this.manager = manager;
        this.memory = memory;
        this.models = models;
        this.samples = new SampleStore(kafka, keys);
        this.images = new ImageStore(kafka, keys);
        this.proxies = LogTable.read(kafka, Topics.ADAPT_PROXIES).all();
    }

    /** What cannot be drawn is left out: a verdict is worth more than a look at it. */
    List<WorstSlice> of(Measurements measured) {
        List<WorstSlice> drawn = new ArrayList<>();
        List<ProxyFigure> worst = measured.proxies().stream()
                .sorted(Comparator.comparingDouble(figure -> Optional.ofNullable(gain(figure)).orElse(Double.NEGATIVE_INFINITY)))
                .limit(SHOWN)
                .toList();
        try (Evaluator evaluator = new Evaluator(manager, memory)) {
            for (ProxyFigure figure : worst) {
                try {
                    draw(evaluator, figure).ifPresent(drawn::add);
                } catch (IOException | RuntimeException e) {
                    OutOfMemory.endIfMeantBy(e);
                    LOG.warn("{} is not drawn", figure.slice(), e);
                }
            }
        }
        return drawn;
    }

    private static @Nullable Double gain(ProxyFigure figure) {
        ProxyFigure.Quality challenger = figure.by().get(Party.CHALLENGER);
        ProxyFigure.Quality champion = figure.by().get(Party.CHAMPION);
        return challenger == null || champion == null ? null : challenger.psnr() - champion.psnr();
    }

    private Optional<WorstSlice> draw(Evaluator evaluator, ProxyFigure figure) throws IOException {
        ProxySlice proxy = proxies.get(figure.slice());
        Optional<Sample> sample = proxy == null ? Optional.empty() : samples.read(proxy);
        if (sample.isEmpty()) {
            return Optional.empty();
        }
        int stratum = figure.acquisition().stratum();
        SubsampledSlice slice = Measuring.subsampled(figure.slice(), sample.get().slice(), stratum);
        List<float[]> panels = new ArrayList<>(List.of(evaluator.truth(slice)));
        List<Learned> methods = Stream.of(Party.CHAMPION, Party.CHALLENGER)
                .map(party -> new Learned(
                        party.name(), models.get(party).reconstruction(), models.get(party).card().config().maps()))
                .toList();
        evaluator.evaluate(methods, slice, (of, method, image, score) -> panels.add(image.clone()));
        panels.add(off(panels.getFirst(), panels.getLast()));
        byte[] png = Panels.png(panels, slice.crop());
        return images.write(proxy.key(), proxy.id() + "/" + stratum + "x", 0, png)
                .map(image -> new WorstSlice(figure.slice(), stratum, gain(figure), image));
    }

    private static float[] off(float[] truth, float[] image) {
        float[] off = new float[truth.length];
        for (int i = 0; i < off.length; i++) {
            off[i] = AMPLIFIED * Math.abs(image[i] - truth[i]);
        }
        return off;
    }
}
