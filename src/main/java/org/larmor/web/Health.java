package org.larmor.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The checks that decide whether this process is ready: one a role, all must hold. Thread-safe. */
public final class Health {
    private final Map<String, BooleanSupplier> checks = new ConcurrentHashMap<>();

    /** Adds a check; it must answer at once. */
    public Health check(String role, BooleanSupplier ready) {
        checks.put(role, ready);
        return this;
    }

    /** Each role and whether it is ready. */
    public Map<String, Boolean> states() {
        Map<String, Boolean> states = new LinkedHashMap<>();
        checks.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(check -> states.put(check.getKey(), check.getValue().getAsBoolean()));
        return states;
    }

    public boolean isReady() {
        return !states().containsValue(false);
    }
}
