package org.larmor.scan;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a scan asks for by its config name; {@link FramePlanner} resolves it for each frame. */
public enum RecipeRequest {
    RSS,
    SIMPLEFFT,
    SENSE,
    JSSL,
    /** The choice is left to the policy. */
    AUTO,
    NULL;

    /** All config names but aliases, as an error text lists them. */
    public static final String NAMES =
            Stream.of(values()).map(RecipeRequest::label).collect(Collectors.joining(", "));

    /** The request a config name stands for, empty where the name is unknown: never silently replaced. */
    public static Optional<RecipeRequest> named(String config) {
        return switch (config.strip().toLowerCase(Locale.ROOT)) {
            case "rss" -> Optional.of(RSS);
            case "simplefft" -> Optional.of(SIMPLEFFT);
            case "sense" -> Optional.of(SENSE);
            case "jssl" -> Optional.of(JSSL);
            case "auto", "default.xml", "openrecon" -> Optional.of(AUTO);
            case "null" -> Optional.of(NULL);
            default -> Optional.empty();
        };
    }

    /** As texts and tables call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
