package org.larmor.bus;

import java.time.Duration;
import org.larmor.scan.Recipe;

/** A kind of worker: the queue its jobs wait in and the share group that takes them. */
public enum Pool {
    /** Classical reconstruction. */
    CLASSIC("larmor-workers-classic"),
    /** Reconstruction by a model. */
    LEARNED("larmor-workers-learned"),
    /** Models held against each other, of which nothing is sent. */
    SHADOW("larmor-workers-shadow");

    /** How long a worker holds a job without renewing it, where nothing else is asked for. */
    public static final Duration LOCK = Duration.ofSeconds(30);

    private final String group;

    Pool(String group) {
        this.group = group;
    }

    public Topic<String, ?> jobs() {
        return switch (this) {
            case CLASSIC -> Topics.JOBS_CLASSIC;
            case LEARNED -> Topics.JOBS_LEARNED;
            case SHADOW -> Topics.JOBS_SHADOW;
        };
    }

    /** The share group. */
    public String group() {
        return group;
    }

    /** The pool that a resolved recipe needs. */
    public static Pool of(Recipe recipe) {
        return recipe.learned() ? LEARNED : CLASSIC;
    }
}
