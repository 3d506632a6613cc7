package org.larmor.mrd.header;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a scanner sends as text behind the header, in OpenRecon's form:
 * {@code {"version":"1.1.0","parameters":{"config":…,"customconfig":…,"zerofill":…}}}, or as user parameters inside it. Whoever
 * sends a stored scan once more says so there too ({@code replay}), and by which model ({@code model}).
 *
 * @param config the configuration asked for, {@code customconfig} before {@code config}; null where neither is stated
 * @param zeroFill whether the zero-filled image is asked for where nothing can be unfolded; null where that is not stated
 * @param replay the stored scan whose data are sent once more; null for a scan of its own
 * @param model the version that is asked for in the place of the domain's champion; null where none is stated
 * @param unknown names of parameters that nobody here knows, or whose value says nothing
 */
public record OpenReconParameters(
        @Nullable String config,
        @Nullable Boolean zeroFill,
        @Nullable String replay,
        @Nullable String model,
        List<String> unknown) {
    /** The parameter that names the stored scan. */
    public static final String REPLAY = "replay";

    /** The parameter that names a model. */
    public static final String MODEL = "model";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG = "config";
    private static final String CUSTOM_CONFIG = "customconfig";
    private static final String ZERO_FILL = "zerofill";
    private static final Set<String> KNOWN = Set.of(CONFIG, CUSTOM_CONFIG, ZERO_FILL, REPLAY, MODEL);

    public OpenReconParameters {
        unknown = List.copyOf(unknown);
    }

    /** @throws HeaderException where the text is not such JSON; the message is for the scanner */
    public static OpenReconParameters parse(String text) throws HeaderException {
        JsonNode parameters;
        try {
            parameters = JSON.readTree(text).path("parameters");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new HeaderException("the parameters are no JSON"
                    + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
        if (!parameters.isObject()) {
            throw new HeaderException("the parameters have no object 'parameters'");
        }
        List<String> unknown = new ArrayList<>();
        parameters.fieldNames().forEachRemaining(name -> {
            boolean noTruth = name.equals(ZERO_FILL)
                    && truth(parameters.path(ZERO_FILL).asText("")) == null;
            if (!KNOWN.contains(name) || noTruth) {
                unknown.add(name);
            }
        });
        return new OpenReconParameters(
                either(
                        parameters.path(CUSTOM_CONFIG).asText(""),
                        parameters.path(CONFIG).asText("")),
                truth(parameters.path(ZERO_FILL).asText("")),
                text(parameters, REPLAY),
                text(parameters, MODEL),
                unknown);
    }

    /** Whether they say how the scan is to be reconstructed, or what it is. */
    public boolean decide() {
        return config != null || zeroFill != null || replay != null || model != null;
    }

    /** What the header's user parameters say; empty where they say nothing. */
    public static Optional<OpenReconParameters> of(MrdHeader header) {
        String config = either(
                header.userParameters().getOrDefault(CUSTOM_CONFIG, ""),
                header.userParameters().getOrDefault(CONFIG, ""));
        Boolean zeroFill = truth(header.userParameters().getOrDefault(ZERO_FILL, ""));
        return config == null && zeroFill == null
                ? Optional.empty()
                : Optional.of(new OpenReconParameters(config, zeroFill, null, null, List.of()));
    }

    private static @Nullable String text(JsonNode parameters, String name) {
        return parameters.has(name) ? parameters.path(name).asText("").strip() : null;
    }

    private static @Nullable String either(String custom, String config) {
        if (!custom.isBlank()) {
            return custom.strip();
        }
        return config.isBlank() ? null : config.strip();
    }

    private static @Nullable Boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> null;
        };
    }
}
