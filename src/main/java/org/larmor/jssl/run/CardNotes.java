package org.larmor.jssl.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a trained model's card says of how it came about.
 *
 * @param data that it was trained on and measured by
 * @param recipe that it was trained by, by its settings' names
 * @param others notes of whoever trains
 */
record CardNotes(TrainingData data, Map<String, String> recipe, Map<String, String> others) {
    private static final String LIMITS =
            "Cartesian 2D data with a sampled centre, subsampled along one axis; knows what is in its training data and"
                    + " has been measured on nothing but the slices under figures. Not a medical device.";

    /**
     * The notes, in the card's order.
     *
     * @param steps done
     * @param kept the step whose model this is, where it is not the last one's
     * @param figures of the model, where it was measured
     */
    Map<String, String> of(long steps, Optional<EarlyStopping.Best> kept, Optional<String> figures) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("proxy", TrainingData.names(data.proxies()));
        notes.put("target", TrainingData.names(data.targets()));
        notes.put("steps", Long.toString(steps));
        kept.ifPresent(best -> notes.put(
                "kept",
                "as after step " + best.iteration() + ", which told the targets' hidden columns best: NMSE "
                        + String.format(Locale.ROOT, "%.4f", Math.exp(best.error()))));
        Map<String, String> settings = new LinkedHashMap<>(recipe);
        settings.keySet().removeAll(List.of("model", "proxy", "target"));
        notes.put("recipe", settings.toString());
        notes.put("figures", figures.orElse(
                data.validation().isEmpty() ? "no slices were kept for validation" : "not measured since it was resumed"));
        notes.put("limits", LIMITS);
        notes.putAll(others);
        return notes;
    }
}
