package org.larmor.jssl.run;

import java.nio.file.Path;
import java.util.Map;
import org.larmor.models.Safetensors;

/**
 * Where a training's results go.
 *
 * @param name the model's
 * @param saveEvery steps between two savings
 * @param validateEvery steps between two validations, of which there is one before the first step and after the last
 * @param notes for the model's card, beside what the training knows itself
 */
public record TrainingOutput(
        Path folder,
        String name,
        Safetensors.Storage storage,
        int saveEvery,
        int validateEvery,
        Map<String, String> notes) {
    public TrainingOutput {
        notes = Map.copyOf(notes);
        if (saveEvery < 1 || validateEvery < 1) {
            throw new IllegalArgumentException("save and validate every " + saveEvery + ", " + validateEvery);
        }
    }

    public Path checkpoint() {
        return folder.resolve("checkpoint.safetensors");
    }

    /** Where the parameters are kept that told the hidden columns best. */
    Path best() {
        return folder.resolve("best.safetensors");
    }

    public Path card() {
        return folder.resolve(name + ".json");
    }

    Path recipe() {
        return folder.resolve("recipe.json");
    }
}
