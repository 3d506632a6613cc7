package org.larmor.node;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.larmor.bus.DiskPlan;
import org.larmor.bus.EmbeddedBroker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the embedded Kafka broker, for the roles of this process and for other processes of this machine. */
final class BrokerRole implements Role {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerRole.class);

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public boolean bringsKafka() {
        return true;
    }

    @Override
    public void start(NodeContext context) throws IOException {
        EmbeddedBroker broker = context.own(
                EmbeddedBroker.start(context.config().data(), context.config().kafkaPort()));
        var unused = broker.failure().thenAccept(context::failed);
        BooleanSupplier runs = () -> !broker.failure().toCompletableFuture().isDone();
        context.health(name(), runs, runs);
        DiskPlan disk = DiskPlan.of(context.config().data());
        LOG.info("Broker's disk: {} MB, of which k-space may take a half", disk.bytes() >> 20);
        context.connectToOwn(broker.bootstrap(), disk);
        context.siteKey();
    }
}
