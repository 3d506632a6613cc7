package org.larmor.adapt.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.larmor.adapt.gate.Criteria;
import org.larmor.adapt.watch.Course;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Comparison;

/**
 * The trials of challengers and the watches over champions: by domain one of each at most, and what has come of them so far.
 */
public final class Shadows {
    private static final String PROGRAM = "larmor";

    private final Map<String, Course> trials = new HashMap<>();
    private final Map<String, Course> watches = new HashMap<>();

    Shadows() {}

    /** One of them, for people. */
    public record Of(String domain, boolean isTrial, Course course) {}

    /** Those that go on after all these events. */
    public static List<Of> of(List<AdaptEvent> events) {
        AdaptState state = new AdaptState();
        events.forEach(state::apply);
        List<Of> all = new ArrayList<>();
        new TreeMap<>(state.shadows().trials).forEach((domain, course) -> all.add(new Of(domain, true, course)));
        new TreeMap<>(state.shadows().watches).forEach((domain, course) -> all.add(new Of(domain, false, course)));
        return all;
    }

    /** A challenger's trial begins. */
    void trial(String domain, String champion, String challenger) {
        trials.put(domain, new Course(champion, challenger));
    }

    /** A domain has another challenger, or none: no trial goes on. */
    void endTrial(String domain) {
        trials.remove(domain);
    }

    /** A domain has a new champion, which is watched. */
    void watch(String domain, String champion, String previous) {
        watches.put(domain, new Course(champion, previous));
    }

    /** A domain's champion has no previous one to be held against. */
    void endWatch(String domain) {
        watches.remove(domain);
    }

    /** The challenger that is tried. */
    Optional<Course> trial(String domain) {
        return Optional.ofNullable(trials.get(domain));
    }

    /** The champion that is watched. */
    Optional<Course> watch(String domain) {
        return Optional.ofNullable(watches.get(domain));
    }

    /** Whether anybody waits for it. */
    boolean isWanted(Comparison comparison) {
        return trial(comparison.domain()).filter(course -> course.isNew(comparison)).isPresent()
                || watch(comparison.domain()).filter(course -> course.isNew(comparison)).isPresent();
    }

    /** Takes in what {@link #isWanted}. */
    void add(Comparison comparison) {
        trial(comparison.domain()).filter(course -> course.isNew(comparison)).ifPresent(course -> course.add(comparison));
        watch(comparison.domain()).filter(course -> course.isNew(comparison)).ifPresent(course -> course.add(comparison));
    }

    /**
     * The end of a domain's trial, where it has come to one.
     *
     * @param scans as many as the policy wants
     */
    Optional<AdaptEvent.TrialEnded> ended(String domain, int scans) {
        return trial(domain).flatMap(course -> {
            List<String> reasons = new ArrayList<>();
            course.failure().ifPresent(reasons::add);
            if (course.shadowsError().isPositive()) {
                reasons.add("its error on what was hidden is the larger");
            }
            boolean over = course.scans() >= scans;
            course.time()
                    .filter(time -> over && time > Criteria.SLOWEST)
                    .ifPresent(time -> reasons.add(String.format(
                            Locale.ROOT, "it takes %.2f times the champion's time, at most %.2f are allowed", time, Criteria.SLOWEST)));
            return over || !reasons.isEmpty()
                    ? Optional.of(new AdaptEvent.TrialEnded(
                            domain, course.shadow(), reasons, course.scans(), course.championsError().mean()))
                    : Optional.empty();
        });
    }

    /** What happens where a domain's champion has proved worse than the one before: it makes way. */
    List<What> alarm(String domain) {
        return watch(domain)
                .filter(course -> course.championsError().isPositive())
                .map(course -> List.<What>of(
                        new AdaptEvent.Alarmed(
                                domain,
                                course.champion(),
                                course.shadow(),
                                course.championsError().count(),
                                course.championsError().mean(),
                                course.championsError().lowerBound()),
                        new AdaptEvent.RolledBack(
                                domain,
                                course.shadow(),
                                course.champion(),
                                PROGRAM,
                                "the watch has found it worse than the one before")))
                .orElse(List.of());
    }
}
