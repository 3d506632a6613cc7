package org.larmor.router;

import java.util.Optional;

/** Which model version is the champion of a domain now. Asked once per scan, so that no series mixes two models. */
@FunctionalInterface
public interface ModelDirectory {
    /** A directory without any model. */
    ModelDirectory NONE = domain -> Optional.empty();

    /** The version behind the domain's champion alias, empty where no model covers the domain. Must not block. */
    Optional<String> champion(String domain);
}
