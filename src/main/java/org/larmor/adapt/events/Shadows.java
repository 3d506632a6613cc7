package org.larmor.adapt.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.larmor.adapt.gate.Criteria;
import org.larmor.adapt.watch.Course;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.ScanComparison;

/**
 * The trials of challengers and the watches over champions: by domain one of each at most, and what has come of them so far.
 */
public final class Shadows {
    private static final String PROGRAM = "larmor";

    /** A trial that comes to nothing keeps no other from being trained for ever. */
    private static final Duration LONGEST = Duration.ofDays(14);

    private final Map<String, Course> trials = new HashMap<>();
    private final Map<String, Long> begun = new HashMap<>();
    /** Of each domain those of the champions that have made way below that of the champion. */
    private final Map<String, Deque<Course>> watches = new HashMap<>();

    Shadows() {}

    /** One of them, for people. */
    public record Of(String domain, boolean isTrial, Course course) {}

    /** Those that go on after all these events. */
    public static List<Of> of(List<AdaptEvent> events) {
        AdaptState state = new AdaptState();
        events.forEach(state::apply);
        List<Of> all = new ArrayList<>();
        new TreeMap<>(state.shadows().trials).forEach((domain, course) -> all.add(new Of(domain, true, course)));
        new TreeMap<>(state.shadows().watches)
                .forEach((domain, courses) -> courses.stream().limit(1).forEach(course -> all.add(new Of(domain, false, course))));
        return all;
    }

    /**
     * A challenger's trial begins.
     *
     * @param now µs since the epoch
     */
    void trial(String domain, String champion, String challenger, long now) {
        trials.put(domain, new Course(champion, challenger));
        begun.put(domain, now);
    }

    /** A domain has another challenger, or none: no trial goes on. */
    void endTrial(String domain) {
        trials.remove(domain);
    }

    /** A domain has a new champion, which is watched. */
    void watch(String domain, String champion, String previous) {
        watches.computeIfAbsent(domain, _ -> new ArrayDeque<>()).push(new Course(champion, previous));
    }

    /**
     * A domain's champion has made way for the one before it, whose own watch goes on from where it was.
     *
     * @param mayServe whether a version may be gone back to
     * @return that watch; empty where there is none, or nothing to go back to
     */
    Optional<Course> backTo(String domain, String champion, Predicate<String> mayServe) {
        Deque<Course> all = watches.getOrDefault(domain, new ArrayDeque<>());
        while (!all.isEmpty()
                && !(all.peek().champion().equals(champion) && mayServe.test(all.peek().shadow()))) {
            all.pop();
        }
        return Optional.ofNullable(all.peek());
    }

    /** The challenger that is tried. */
    Optional<Course> trial(String domain) {
        return Optional.ofNullable(trials.get(domain));
    }

    /** The champion that is watched. */
    Optional<Course> watch(String domain) {
        return Optional.ofNullable(watches.get(domain)).map(Deque::peek);
    }

    /** Whether anybody waits for it. */
    boolean isWanted(ScanComparison comparison) {
        return trial(comparison.domain()).filter(course -> course.isNew(comparison)).isPresent()
                || watch(comparison.domain()).filter(course -> course.isNew(comparison)).isPresent();
    }

    /** Takes in what {@link #isWanted}. */
    void add(ScanComparison comparison) {
        trial(comparison.domain()).filter(course -> course.isNew(comparison)).ifPresent(course -> course.add(comparison));
        watch(comparison.domain()).filter(course -> course.isNew(comparison)).ifPresent(course -> course.add(comparison));
    }

    /**
     * The end of a domain's trial, where it has come to one.
     *
     * @param scans as many as the policy wants
     * @param now µs since the epoch
     */
    Optional<AdaptEvent.TrialEnded> ended(String domain, int scans, long now) {
        return trial(domain).flatMap(course -> {
            List<String> broken = new ArrayList<>();
            course.failure().ifPresent(broken::add);
            if (course.shadowsError().isPositive()) {
                broken.add("its error on what was hidden is the larger");
            }
            boolean enough = course.scans() >= scans;
            course.time()
                    .filter(time -> enough && time > Criteria.SLOWEST)
                    .ifPresent(time -> broken.add(String.format(
                            Locale.ROOT, "it takes %.2f times the champion's time, at most %.2f are allowed", time, Criteria.SLOWEST)));
            if (!broken.isEmpty()) {
                return Optional.of(ended(domain, course, Verdict.REJECTED, broken));
            }
            if (enough) {
                return Optional.of(
                        course.championsError().mean() >= 0
                                ? ended(domain, course, Verdict.PASSED, List.of())
                                : ended(domain, course, Verdict.UNDECIDABLE, List.of("its error on what was hidden was not the smaller")));
            }
            return now - begun.getOrDefault(domain, now) > LONGEST.toMillis() * 1000
                    ? Optional.of(ended(
                            domain, course, Verdict.UNDECIDABLE, List.of("too few scans came within " + LONGEST.toDays() + " days")))
                    : Optional.empty();
        });
    }

    private static AdaptEvent.TrialEnded ended(String domain, Course course, Verdict verdict, List<String> reasons) {
        return new AdaptEvent.TrialEnded(
                domain, course.shadow(), verdict, reasons, course.scans(), course.championsError().mean());
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
