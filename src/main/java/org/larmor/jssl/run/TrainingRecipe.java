package org.larmor.jssl.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.larmor.jssl.sampling.SplitDraw;
import org.larmor.jssl.step.LearningRate;
import org.larmor.jssl.step.TrainingSettings;
import org.larmor.nn.ModelConfig;

/**
 * How a network is trained.
 *
 * @param config the network
 * @param batch samples of each step
 * @param augmentation how the proxies' slices are augmented
 * @param splitting of self-supervised samples
 * @param earlyStopping whether a third part of the targets' k-space is kept from training, and the model is what told it best
 * @param seed of fresh parameters and of every draw
 */
public record TrainingRecipe(
        ModelConfig config,
        TrainingSettings settings,
        int batch,
        AugmentationKind augmentation,
        SplitDraw splitting,
        boolean earlyStopping,
        long seed) {
    SampleSource.SampleSettings samples() {
        return new SampleSource.SampleSettings(seed, batch, splitting, earlyStopping, config.maps(), augmentation);
    }

    /** What of this decides the training's numbers: all of it. */
    Map<String, String> description() {
        Map<String, String> text = new LinkedHashMap<>();
        try {
            text.put("model", new ObjectMapper().writeValueAsString(config));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model's configuration is always JSON", e);
        }
        text.put("losses", terms());
        text.put("learning rate", rate());
        text.put("clip", settings.clip().isPresent() ? Double.toString(settings.clip().getAsDouble()) : "none");
        text.put("activations", settings.checkpointing() ? "recomputed" : "kept");
        text.put("batch", Integer.toString(batch));
        text.put("augmentation", augmentation.name().toLowerCase(Locale.ROOT));
        text.put("splitting", splitting.toString());
        text.put("early stopping", earlyStopping ? "by hidden columns" : "none");
        text.put("seed", Long.toString(seed));
        return text;
    }

    private String terms() {
        return settings.terms().stream()
                .map(term -> term.multiplier() + " " + term.name())
                .collect(Collectors.joining(" + "));
    }

    private String rate() {
        LearningRate rate = settings.rate();
        String text = Double.toString(rate.base());
        if (rate.warmupIterations() > 0) {
            text += ", warm-up from " + rate.warmupFactor() + " of it in " + rate.warmupIterations() + " steps";
        }
        return rate.milestones().isEmpty() ? text : text + ", times " + rate.gamma() + " at " + rate.milestones();
    }
}
