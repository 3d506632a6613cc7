package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.SampleOrder;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;

/** Whether scans are taken, with which model, and whether costly recipes can be kept up: by the site's state now. */
final class Admission {
    private final ModelDirectory models;
    private final Gathering gathering;
    private final Backlog backlog;

    Admission(ModelDirectory models, Gathering gathering, Backlog backlog) {
        this.models = models;
        this.gathering = gathering;
        this.backlog = backlog;
    }

    /** Why no new scan may be taken now, empty where one may. */
    Optional<String> refusal() {
        return backlog.level() == Backlog.Level.FULL
                ? Optional.of("reconstruction is too far behind to keep this scan's data: scan refused, try later")
                : backlog.diskRefusal();
    }

    /** So many bytes more of a running scan are in the log; gives why it cannot go on, empty where it can. */
    Optional<String> stored(long bytes, long at) {
        backlog.stored(bytes, at);
        return backlog.diskFull();
    }

    /** The model that a new scan is pinned to, where it may use one. */
    ScanFacts.@Nullable Model model(ScanOpened event) {
        return switch (event.asked()) {
            case AUTO, JSSL -> models.champion(event.domain()).orElse(null);
            case RSS, SIMPLEFFT, SENSE, NULL -> null;
        };
    }

    /** The model that a replay names in the champion's place, null where it names none. */
    ModelDirectory.@Nullable Named named(ScanOpened event) {
        String named = event.replay() == null ? null : event.replay().model();
        if (named == null) {
            return null;
        }
        return switch (event.asked()) {
            case AUTO, JSSL -> models.named(event.domain(), named);
            case RSS, SIMPLEFFT, SENSE, NULL ->
                new ModelDirectory.Named(null, event.asked().label() + " takes no model: " + named + " was asked for");
        };
    }

    /** By what a new scan's learned images are checked, null where none is. */
    ModelDirectory.@Nullable Checks checks(ScanOpened event) {
        ModelDirectory.Checks checks = models.checks(event.domain());
        return checks.share() > 0 && !checks.limits().isEmpty() ? checks : null;
    }

    /** What may be learned from a new scan, null where nothing may. */
    ScanState.@Nullable Gathered gathered(ScanOpened event) {
        int most = event.teaching() == null ? 0 : gathering.most(event.domain());
        if (most == 0) {
            return null;
        }
        String champion = models.champion(event.domain()).map(ScanFacts.Model::version).orElse(null);
        return new ScanState.Gathered(new SampleOrder(event.domain(), event.teaching(), champion), most);
    }

    /** What is held against the champion on the frames of a domain's scan that has ended. */
    List<ModelDirectory.Shadow> shadows(String domain) {
        return models.shadows(domain);
    }

    /** What a new scan has to be told, null where there is nothing to say. */
    static @Nullable String warning(ScanOpened event, ScanFacts.@Nullable Model model) {
        return event.asked() == RecipeRequest.JSSL && model == null
                ? "WRN no model covers this protocol: sense instead of jssl"
                : null;
    }

    /** Whether the workers are so far behind that costly recipes have to be replaced. */
    boolean behind() {
        return backlog.level() != Backlog.Level.NORMAL;
    }
}
