package org.larmor.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The checks that decide whether this process is ready, and whether it is worth keeping: two a role, all must hold.
 * Thread-safe.
 */
public final class Health {
    private record Check(BooleanSupplier ready, BooleanSupplier live) {}

    private final Map<String, Check> checks = new ConcurrentHashMap<>();
    private volatile boolean warming;
    private volatile boolean draining;

    /**
     * Adds a role's checks; they must answer at once.
     *
     * @param live false once the role has failed for good, so that only a new process can help
     */
    public Health check(String role, BooleanSupplier ready, BooleanSupplier live) {
        checks.put(role, new Check(ready, live));
        return this;
    }

    /** Each role and whether it is ready. */
    public Map<String, Boolean> states() {
        return states(check -> check.ready.getAsBoolean());
    }

    /** Whether the process, its roles being what they are, prepares for its first work and is not ready until it has. */
    public void warming(boolean is) {
        warming = is;
    }

    public boolean isWarming() {
        return warming;
    }

    /** From now on the process takes nothing new. */
    public void draining() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    public boolean isReady() {
        return !draining && !warming && !states().containsValue(false);
    }

    /** The roles that have failed for good. */
    public List<String> failed() {
        return states(check -> check.live.getAsBoolean()).entrySet().stream()
                .filter(role -> !role.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Map<String, Boolean> states(Predicate<Check> holds) {
        Map<String, Boolean> states = new TreeMap<>();
        checks.forEach((role, check) -> states.put(role, holds.test(check)));
        return states;
    }
}
