package org.larmor.models;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Map;
import org.larmor.nn.FinalImage;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.NnException;

/**
 * A model card: what is written beside a model's weights, as JSON.
 *
 * @param schema the version of this record
 * @param name the model's name
 * @param config what the model is built from
 * @param finalImage how the network's last output becomes the result; cards of before call it {@code finish}
 * @param parameters how many numbers its weights are
 * @param sha256 the checksum of the weights' file, in hexadecimal
 * @param notes what a reader wants to know: data, recipe, figures, limits
 */
public record ModelCard(
        int schema,
        String name,
        ModelConfig config,
        @JsonAlias("finish") FinalImage finalImage,
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
