package org.larmor.models;

import java.util.Map;
import org.larmor.nn.Finish;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.NnException;

/**
 * What is written beside a model's weights.
 *
 * @param schema version of this record
 * @param name the model's
 * @param config to build it from
 * @param finish how its last image becomes the result
 * @param parameters their number
 * @param sha256 of the weights' file
 * @param notes what a reader wants to know: data, recipe, figures, limits
 */
public record ModelCard(
        int schema,
        String name,
        ModelConfig config,
        Finish finish,
        long parameters,
        String sha256,
        Map<String, String> notes) {
    public static final int SCHEMA = 1;

    public ModelCard {
        if (schema != SCHEMA) {
            throw new NnException("a model card of schema " + schema + "; this program reads " + SCHEMA);
        }
        notes = Map.copyOf(notes);
    }
}
