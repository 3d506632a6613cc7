package org.larmor.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The roles that there are. */
public final class Roles {
    /** Every role, in the order in which they start: each finds what it needs, and scanners are let in last. */
    public static final List<Role> ALL = List.of(new BrokerRole(), new RouterRole(), new WorkerRole(), new TrainerRole(), new GatewayRole());

    private Roles() {}

    static Optional<Role> named(String name) {
        return ALL.stream().filter(role -> role.name().equals(name)).findFirst();
    }

    /** The roles' names, separated by commas. */
    static String names() {
        return ALL.stream().map(Role::name).collect(Collectors.joining(", "));
    }
}
