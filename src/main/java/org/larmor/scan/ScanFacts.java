package org.larmor.scan;

import java.util.List;
import java.util.Optional;
import org.larmor.mrd.header.Encoding;

/**
 * What is the same for all frames of a scan.
 *
 * @param encodings the header's
 * @param asked by its config name or parameters
 * @param zeroFill whether its parameters ask for the zero-filled image where nothing can be unfolded
 * @param model what the domain's model was measured for; empty where there is no model
 * @param degraded whether the workers are so far behind that costly recipes are replaced
 */
public record ScanFacts(
        List<Encoding> encodings, RecipeRequest asked, boolean zeroFill, Optional<Model> model, boolean degraded) {
    public ScanFacts {
        encodings = List.copyOf(encodings);
    }

    /**
     * The model that a scan is pinned to.
     *
     * @param version what jobs and images call it
     * @param range empty where its card says nothing of it
     */
    public record Model(String version, Optional<ModelRange> range) {}
}
