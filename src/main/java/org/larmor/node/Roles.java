package org.larmor.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The roles that there are. */
public final class Roles {
    /**
     * Every role, in the order in which they start: the log first, then who lets scanners in, for what they send waits in the log
     * until those who work on it have started.
     */
    public static final List<Role> ALL = List.of(new BrokerRole(), new GatewayRole(), new RouterRole(), new WorkerRole(), new TrainerRole());

    private Roles() {}

    static Optional<Role> named(String name) {
        return ALL.stream().filter(role -> role.name().equals(name)).findFirst();
    }

    /** The roles' names, separated by commas. */
    static String names() {
        return ALL.stream().map(Role::name).collect(Collectors.joining(", "));
    }
}
