package org.larmor.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Pool;

/**
 * @param data the process's folder
 * @param kafka bootstrap servers of a broker elsewhere; null for the embedded one
 * @param workers reconstructions at once
 * @param jobLock how long a worker holds a job without renewing it, as every process of a cluster should say alike
 */
record NodeOptions(
        Path data,
        Set<Role> roles,
        @Nullable String kafka,
        int kafkaPort,
        int mrdPort,
        int httpPort,
        Duration idleTimeout,
        Duration frameTimeout,
        int workers,
        Duration jobLock) {
    NodeOptions {
        roles = Set.copyOf(roles);
    }

    /** Every role in one process, with an embedded broker; ports are picked but for HTTP's, where that is not 0. */
    static NodeOptions allInOne(Path data, int httpPort) {
        return new NodeOptions(
                data,
                EnumSet.allOf(Role.class),
                null,
                0,
                0,
                httpPort,
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Runtime.getRuntime().availableProcessors(),
                Pool.LOCK);
    }
}
