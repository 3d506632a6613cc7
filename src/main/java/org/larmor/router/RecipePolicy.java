package org.larmor.router;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;

/** What a scan's frames are reconstructed with: decided once when it opens, and made cheaper at most once. */
final class RecipePolicy {
    /**
     * A decision.
     *
     * @param model the version pinned for the scan, null for classical recipes
     * @param warning for the scanner, null where there is nothing to say
     */
    record Choice(Recipe recipe, @Nullable String model, @Nullable String warning) {}

    private final ModelDirectory models;
    private final Backlog backlog;

    RecipePolicy(ModelDirectory models, Backlog backlog) {
        this.models = models;
        this.backlog = backlog;
    }

    /** Why no new scan may be taken now, empty where one may. */
    Optional<String> refusal() {
        return backlog.level() == Backlog.Level.FULL
                ? Optional.of("ERR reconstruction is too far behind to keep this scan's data: scan refused, try later")
                : Optional.empty();
    }

    /** The recipe of a new scan. */
    Choice choose(RecipeRequest asked, MrdHeader header) {
        return switch (asked) {
            case AUTO ->
                header.encodings().stream().anyMatch(Encoding::accelerated)
                        ? models.champion(header.domain())
                                .map(version -> new Choice(Recipe.JSSL, version, null))
                                .orElseGet(() -> new Choice(Recipe.SENSE, null, null))
                        // nothing is missing that a model could fill in
                        : new Choice(Recipe.SENSE, null, null);
            case JSSL ->
                models.champion(header.domain())
                        .map(version -> new Choice(Recipe.JSSL, version, null))
                        .orElseGet(() -> new Choice(
                                Recipe.SENSE,
                                null,
                                "WRN no model covers the domain " + header.domain() + ": sense instead of jssl"));
            case RSS -> new Choice(Recipe.RSS, null, null);
            case SIMPLEFFT -> new Choice(Recipe.SIMPLEFFT, null, null);
            case SENSE -> new Choice(Recipe.SENSE, null, null);
            case NULL -> new Choice(Recipe.NULL, null, null);
        };
    }

    /** What becomes of a costly recipe while the workers are behind, empty where it may stay. */
    Optional<Choice> degraded(Recipe recipe) {
        boolean costly = recipe == Recipe.SENSE || recipe == Recipe.JSSL;
        return costly && backlog.level() != Backlog.Level.NORMAL
                ? Optional.of(new Choice(
                        Recipe.RSS,
                        null,
                        "WRN reconstruction is far behind: rss instead of "
                                + recipe.name().toLowerCase(java.util.Locale.ROOT) + " for the rest of the scan"))
                : Optional.empty();
    }
}
