package org.larmor.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does between listening and being ready, so that the first scanner's first image is as fast as the
 * hundredth. It is no check: what fails or is late is said in the log, and the process is ready all the same, for a site is
 * better served by a slow first image than by no worker; whether a role can do its work is what the role's own checks tell.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private final Map<String, CompletableFuture<Void>> parts = new LinkedHashMap<>();
    private final long begun = System.nanoTime();
    private final Duration within;
    private boolean told;

    private WarmUp(Duration within) {
        this.within = within;
    }

    /**
     * Begins.
     *
     * @param roles each begins its parts, by names for the log, and says when they are done
     * @param within what is not done by then is not waited for, and what has not begun is not begun: real work comes first
     */
    static WarmUp begin(List<Supplier<Map<String, CompletableFuture<Void>>>> roles, Duration within) {
        WarmUp warmUp = new WarmUp(within);
        for (Supplier<Map<String, CompletableFuture<Void>>> role : roles) {
            try {
                warmUp.parts.putAll(role.get());
            } catch (RuntimeException e) {
                LOG.warn("A role could not be warmed, and begins cold: {}", e.toString());
            }
        }
        return warmUp;
    }

    /** Whether nothing of it is waited for any more; does not block. */
    boolean isOver() {
        boolean late = System.nanoTime() - begun >= within.toNanos();
        boolean over = late || parts.values().stream().allMatch(CompletableFuture::isDone);
        if (over && !told) {
            told = true;
            tell();
            parts.values().forEach(part -> part.cancel(false));
        }
        return over;
    }

    private void tell() {
        String late = parts.entrySet().stream()
                .filter(part -> !part.getValue().isDone())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!late.isEmpty()) {
            LOG.warn("Not warm within {} s, so that first images will take longer: {}", within.toSeconds(), late);
        }
        parts.forEach((part, done) -> {
            if (done.isCompletedExceptionally()) {
                LOG.warn("{} could not be warmed, and begins cold: {}", part, reason(done));
            }
        });
        String warm = parts.entrySet().stream()
                .filter(part -> part.getValue().isDone() && !part.getValue().isCompletedExceptionally())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!warm.isEmpty()) {
            LOG.info("Warmed in {} ms: {}", (System.nanoTime() - begun) / 1_000_000, warm);
        }
    }

    private static String reason(CompletableFuture<Void> failed) {
        try {
            failed.join();
            return "";
        } catch (CompletionException e) {
            return String.valueOf(e.getCause());
        } catch (CancellationException e) {
            return "the process ends";
        }
    }
}
