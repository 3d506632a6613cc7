package org.larmor.bus;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The settings of the embedded broker: one node that is broker and controller, with one copy of everything. */
final class BrokerSettings {
    static final int NODE = 1;
    static final String HOST = "127.0.0.1";
    static final String CONTROLLER = "CONTROLLER";

    private BrokerSettings() {}

    static Map<String, String> of(Path folder, int port, int controllerPort, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("listeners", "PLAINTEXT://" + HOST + ":" + port + "," + CONTROLLER + "://" + HOST + ":"
                + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("log.dirs", folder.toString());

        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("message.max.bytes", String.valueOf(ClientSettings.LARGEST_RECORD));
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "4");

        // A lock may be as short as a job is; the bound is for others' clusters.
        settings.put("group.share.min.record.lock.duration.ms", "1000");
        // A member is given its work at once, and one that was killed is soon noticed.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        for (String kind : List.of("consumer", "share", "streams")) {
            settings.put("group." + kind + ".min.heartbeat.interval.ms", "500");
            settings.put("group." + kind + ".heartbeat.interval.ms", "500");
            settings.put("group." + kind + ".min.session.timeout.ms", "3000");
            settings.put("group." + kind + ".session.timeout.ms", "10000");
            settings.put("group." + kind + ".assignment.interval.ms", "0");
            settings.put("group." + kind + ".assignor.offload.enable", "false");
        }

        // What retention gives up is gone soon after: a small disk fills within minutes.
        settings.put("log.retention.check.interval.ms", "1000");
        settings.put("log.segment.delete.delay.ms", "1000");
        // One small process: little memory.
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20));
        // After a kill the controller does not take the node back before the session it had runs out.
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("socket.send.buffer.bytes", String.valueOf(1 << 20));
        settings.put("socket.receive.buffer.bytes", String.valueOf(1 << 20));
        settings.putAll(more);
        return settings;
    }
}
