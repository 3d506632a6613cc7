package org.larmor.node;

import java.util.function.BooleanSupplier;
import org.larmor.bus.EmbeddedBroker;

/** Runs the embedded Kafka broker, for the roles of this process and for other processes of this machine. */
final class BrokerRole implements Role {
    @Override
    public String name() {
        return "broker";
    }

    @Override
    public boolean bringsKafka() {
        return true;
    }

    @Override
    public void start(NodeContext context) {
        EmbeddedBroker broker = context.own(
                EmbeddedBroker.start(context.config().data(), context.config().kafkaPort()));
        var unused = broker.failure().thenAccept(context::failed);
        BooleanSupplier runs = () -> !broker.failure().toCompletableFuture().isDone();
        context.health(name(), runs, runs);
        context.connect(broker.bootstrap());
    }
}
