package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a trainer's run is to be made of, fixed when it was ordered. Orders of before do not say that they are to train. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", defaultImpl = TrainingOrder.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrainingOrder.class, name = "Training"),
    @JsonSubTypes.Type(value = GateOrder.class, name = "Gate")
})
public sealed interface RunOrder permits TrainingOrder, GateOrder {
    /** Its name. */
    String run();

    /** Whose model it is about. */
    String domain();

    /** When it was ordered, ms since the epoch. */
    long at();
}
