package org.larmor.adapt.events;

import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.RunOrder;
import org.larmor.bus.record.TrainingOrder;

/** What is said to whoever asked for a run, a promotion or a rollback, and got it. */
public final class AnswerText {
    private AnswerText() {}

    /** One sentence, without a full stop. */
    public static String of(AdaptEvent.What what) {
        return switch (what) {
            case AdaptEvent.RunOrdered ordered -> of(ordered.order());
            case AdaptEvent.Promoted promoted -> promoted.version() + " is the champion of " + promoted.domain();
            case AdaptEvent.RolledBack back ->
                back.version() + " is the champion of " + back.domain() + " again, and " + back.from() + " no longer";
            default -> what.getClass().getSimpleName();
        };
    }

    private static String of(RunOrder order) {
        return order.run() + ": "
                + switch (order) {
                    case TrainingOrder training ->
                        "from " + training.champion() + ", " + training.samples().size() + " samples and "
                                + training.proxies().size() + " proxies, " + training.steps() + " steps";
                    case GateOrder gate -> "a gate of " + gate.challenger() + ", held against " + gate.champion();
                };
    }
}
