package org.larmor.router;

import java.util.Optional;
import org.larmor.scan.ScanFacts;

/** Which model version is the champion of a domain now. Asked once per scan, so that no series mixes two models. */
@FunctionalInterface
public interface ModelDirectory {
    /** A directory without any model. */
    ModelDirectory NONE = domain -> Optional.empty();

    /**
     * The version behind the domain's champion alias and what it was measured for, empty where no model covers the
     * domain. Must not block.
     */
    Optional<ScanFacts.Model> champion(String domain);
}
