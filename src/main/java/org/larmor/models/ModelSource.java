package org.larmor.models;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Optional;

/** Where models come from. Safe to use from several threads. */
@FunctionalInterface
public interface ModelSource {
    /**
     * Reads a version's weights. They are the caller's to close.
     *
     * @return empty where there is no such version
     * @throws IOException where there is, and it cannot be read
     */
    Optional<ModelFile.Loaded> load(NDManager manager, String version) throws IOException;
}
