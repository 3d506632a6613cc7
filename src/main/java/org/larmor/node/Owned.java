package org.larmor.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node closes: what others reach it by first, then all else, each the other way round than it came. */
final class Owned implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Owned.class);

    private final Deque<AutoCloseable> all = new ArrayDeque<>();
    private final Deque<AutoCloseable> entrances = new ArrayDeque<>();

    void add(AutoCloseable resource) {
        all.push(resource);
    }

    void addEntrance(AutoCloseable entrance) {
        entrances.push(entrance);
    }

    @Override
    public void close() {
        close(entrances);
        close(all);
    }

    private static void close(Deque<AutoCloseable> resources) {
        while (!resources.isEmpty()) {
            AutoCloseable resource = resources.pop();
            try {
                resource.close();
            } catch (Exception e) {
                // One role's trouble must not keep the others from closing.
                LOG.warn("{} did not close cleanly: {}", resource.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
