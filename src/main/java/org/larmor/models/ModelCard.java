package org.larmor.models;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.larmor.nn.FinalImage;
import org.larmor.nn.ModelConfig;
import org.larmor.scan.ModelRange;

/**
 * A model card: what is written beside a model's weights, as JSON.
 *
 * @param schema the version of this record
 * @param name the model's name
 * @param config what the model is built from
 * @param finalImage how the network's last output becomes the result; cards of before call it {@code finish}
 * @param parameters how many numbers its weights are
 * @param sha256 the checksum of the weights' file, in hexadecimal
 * @param measured the scans that it was measured for and found the better choice, null where that is not known
 * @param notes what a reader wants to know: data, recipe, figures, limits
 */
public record ModelCard(
        int schema,
        String name,
        ModelConfig config,
        @JsonAlias("finish") FinalImage finalImage,
        long parameters,
        String sha256,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Measured measured,
        Map<String, String> notes) {
    public static final int SCHEMA = 1;

    /** What a model may be called: files are named so. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** As {@link ModelRange}, in the card's own words. */
    public record Measured(
            double leastAcceleration,
            double mostAcceleration,
            int fewestCentralLines,
            int fewestCoils,
            int mostCoils,
            boolean interleaved) {
        public static Measured of(ModelRange r) {
            return new Measured(
                    r.leastAcceleration(),
                    r.mostAcceleration(),
                    r.fewestCentralLines(),
                    r.fewestCoils(),
                    r.mostCoils(),
                    r.interleaved());
        }

        ModelRange range() {
            return new ModelRange(
                    leastAcceleration, mostAcceleration, fewestCentralLines, fewestCoils, mostCoils, interleaved);
        }
    }

    /** The scans that {@code auto} takes the model for; empty where nothing was measured. */
    @JsonIgnore
    public Optional<ModelRange> range() {
        return Optional.ofNullable(measured).map(Measured::range);
    }

    /** Whether a model may be called so. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    public ModelCard {
        if (schema != SCHEMA) {
            throw new ModelException("a model card of schema " + schema + "; this program reads " + SCHEMA);
        }
        if (name == null || !isName(name)) {
            throw new ModelException("a model's name is up to 64 letters, digits, dots, hyphens and underscores: " + name);
        }
        notes = Map.copyOf(notes);
    }
}
