package org.larmor.node;

import java.util.List;

/** Configurations with roles that no name stands for. */
final class NodeConfigs {
    private NodeConfigs() {}

    static NodeConfig withRoles(NodeConfig all, List<Role> roles) {
        return new NodeConfig(
                all.data(),
                roles,
                all.kafka(),
                all.kafkaProperties(),
                all.kafkaPort(),
                all.mrdHost(),
                all.mrdPort(),
                all.httpHost(),
                all.httpPort(),
                all.probesFrom(),
                all.idleTimeout(),
                all.frameTimeout(),
                all.drainTimeout(),
                all.workers(),
                all.siteKey(),
                all.policy(),
                all.sampleKeys(),
                all.gatewayMemory(),
                all.maxConnections(),
                all.workerMemory(),
                all.trainerMemory(),
                all.device(),
                all.deviceMemory(),
                all.jobLock());
    }
}
