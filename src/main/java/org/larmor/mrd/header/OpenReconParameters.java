package org.larmor.mrd.header;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that an OpenRecon scanner sends as text behind the header:
 * {@code {"version":"1.1.0","parameters":{"config":…,"customconfig":…}}}, or as user parameters inside it.
 *
 * @param config the configuration asked for, {@code customconfig} before {@code config}; null where neither is stated
 */
public record OpenReconParameters(@Nullable String config) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG = "config";
    private static final String CUSTOM_CONFIG = "customconfig";

    /** Null where the text is not such JSON. */
    public static @Nullable OpenReconParameters parse(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return null;
        }
        JsonNode parameters;
        try {
            parameters = JSON.readTree(text).path("parameters");
        } catch (JsonProcessingException e) {
            return null;
        }
        return parameters.isObject()
                ? new OpenReconParameters(
                        either(parameters.path(CUSTOM_CONFIG).asText(""), parameters.path(CONFIG).asText("")))
                : null;
    }

    /** What the header's user parameters say; null where they say nothing. */
    public static @Nullable OpenReconParameters of(MrdHeader header) {
        String config = either(
                header.userParameters().getOrDefault(CUSTOM_CONFIG, ""),
                header.userParameters().getOrDefault(CONFIG, ""));
        return config == null ? null : new OpenReconParameters(config);
    }

    private static @Nullable String either(String custom, String config) {
        if (!custom.isBlank()) {
            return custom.strip();
        }
        return config.isBlank() ? null : config.strip();
    }
}
