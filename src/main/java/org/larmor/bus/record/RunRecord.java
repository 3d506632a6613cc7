package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;

/**
 * How a run stands, in {@code adapt.runs}.
 *
 * @param trainer who has it, null where nobody has
 * @param epoch how often it was claimed: who claimed it earlier has it no longer
 * @param until when the claim ends unless it is renewed, ms since the epoch
 * @param endedAt ms since the epoch, 0 while it goes on
 * @param version what came of it, null where nothing has
 * @param failure why nothing came of it, null where it did not fail
 */
public record RunRecord(
        RunOrder order,
        @Nullable String trainer,
        int epoch,
        long until,
        long endedAt,
        @Nullable String version,
        @Nullable String failure) {
    public static RunRecord ordered(RunOrder order) {
        return new RunRecord(order, null, 0, 0, 0, null, null);
    }

    public RunRecord claimed(String by, long untilThen) {
        return new RunRecord(order, by, epoch + 1, untilThen, 0, null, null);
    }

    public RunRecord renewed(long untilThen) {
        return new RunRecord(order, trainer, epoch, untilThen, 0, null, null);
    }

    public RunRecord ended(long at, @Nullable String made, @Nullable String why) {
        return new RunRecord(order, trainer, epoch, 0, at, made, why);
    }

    public boolean hasEnded() {
        return endedAt > 0;
    }
}
