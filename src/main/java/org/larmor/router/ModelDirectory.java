package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.QualityLimit;
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

    /**
     * A version that somebody asks for by name, for a stored scan of the domain that is reconstructed again. Must not block.
     */
    default Named named(String domain, String nameOrVersion) {
        return new Named(null, "there is no model " + nameOrVersion);
    }

    /**
     * What was asked for.
     *
     * @param model null where it is not to be had
     * @param refusal why not, for the scanner; null where it is
     */
    record Named(ScanFacts.@Nullable Model model, @Nullable String refusal) {}

    /** What is held against the domain's champion when one of its scans has ended. Must not block. */
    default List<Shadow> shadows(String domain) {
        return List.of();
    }

    /** By what images of the domain's champion are checked, and how many of them. Must not block. */
    default Checks checks(String domain) {
        return Checks.NONE;
    }

    /**
     * How images are checked.
     *
     * @param share of the learned images, from 0 to 1
     */
    record Checks(double share, List<QualityLimit> limits) {
        static final Checks NONE = new Checks(0, List.of());

        public Checks {
            limits = List.copyOf(limits);
        }
    }

    /**
     * A version that is held against the champion.
     *
     * @param domain whose champion and whose trial or watch it is: the scan's, or that of all
     * @param onTrial whether it is a challenger, else the champion before
     * @param share of a scan's frames, above 0, at most 1
     */
    record Shadow(String domain, String champion, String version, boolean onTrial, double share) {}
}
