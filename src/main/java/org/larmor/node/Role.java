package org.larmor.node;

/**
 * Something that a process does; each role scales by itself. A role starts from the node's context and registers there
 * what it has: what is to be closed, health, status, routes, metrics. It holds nothing itself, so one instance serves
 * any number of nodes.
 */
public interface Role {
    /** A part of a role's start. */
    @FunctionalInterface
    interface Step {
        /** @throws Exception where the role cannot start, with the reason */
        void run() throws Exception;
    }

    /** How the role is called in {@code --roles}, in health and in status. */
    String name();

    /** Whether the role brings the Kafka broker that the node's other roles use. */
    default boolean bringsKafka() {
        return false;
    }

    /**
     * Refuses what this machine does not have, before any role starts.
     *
     * @throws RuntimeException with what is asked for and what there is
     */
    default void check(NodeConfig config) {}

    /**
     * Starts the role. What it has registered to be closed is closed by the node, also where starting fails.
     *
     * @throws Exception where the role cannot start, with the reason; each role has its own
     */
    void start(NodeContext context) throws Exception;
}
