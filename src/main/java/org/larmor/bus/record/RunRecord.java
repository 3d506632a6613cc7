package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;

/**
 * How a run of the trainer stands, in {@code adapt.runs}.
 *
 * @param trainer who has it, null where nobody has
 * @param epoch how often it was claimed: who claimed it earlier has it no longer
 * @param until when the claim ends unless it is renewed, ms since the epoch
 * @param endedAt ms since the epoch, 0 while it goes on
 * @param version the model that came of it, null where none has
 * @param verdict what a gate says, null where it has not
 * @param failure why nothing came of it, null where it did not fail
 */
public record RunRecord(
        RunOrder order,
        @Nullable String trainer,
        int epoch,
        long until,
        long endedAt,
        @Nullable String version,
        @Nullable String verdict,
        @Nullable String failure) {
    public static RunRecord ordered(RunOrder order) {
        return new RunRecord(order, null, 0, 0, 0, null, null, null);
    }

    public RunRecord claimed(String by, long untilThen) {
        return new RunRecord(order, by, epoch + 1, untilThen, 0, null, null, null);
    }

    public RunRecord renewed(long untilThen) {
        return new RunRecord(order, trainer, epoch, untilThen, 0, null, null, null);
    }

    public RunRecord ended(long at, @Nullable String made, @Nullable String why) {
        return new RunRecord(order, trainer, epoch, 0, at, made, null, why);
    }

    public RunRecord judged(long at, @Nullable String says, @Nullable String why) {
        return new RunRecord(order, trainer, epoch, 0, at, null, says, why);
    }

    public boolean hasEnded() {
        return endedAt > 0;
    }
}
