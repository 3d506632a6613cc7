package org.larmor.adapt.events;

import java.util.Locale;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.RunOrder;
import org.larmor.bus.record.TrainingOrder;

/** What a trainer does in a run. */
enum RunKind {
    TRAINING,
    GATE;

    static RunKind of(RunOrder order) {
        return switch (order) {
            case TrainingOrder _ -> TRAINING;
            case GateOrder _ -> GATE;
        };
    }

    /** As a metric's label. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
