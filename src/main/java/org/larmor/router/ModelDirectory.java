package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.larmor.scan.ScanFacts;

/** Which model versions a domain has now. */
@FunctionalInterface
public interface ModelDirectory {
    /** A directory without any model. */
    ModelDirectory NONE = domain -> Optional.empty();

    /**
     * The version behind the domain's champion alias and what it was measured for, empty where no model covers the
     * domain. Asked once per scan, so that no series mixes two models. Must not block.
     */
    Optional<ScanFacts.Model> champion(String domain);

    /** What is held against the domain's champion when one of its scans has ended. Must not block. */
    default List<Shadow> shadows(String domain) {
        return List.of();
    }

    /**
     * A version that is held against the champion.
     *
     * @param share of a scan's frames, above 0, at most 1
     */
    record Shadow(String champion, String version, double share) {}
}
