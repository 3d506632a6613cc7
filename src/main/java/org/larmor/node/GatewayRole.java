package org.larmor.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.StatusReport.GatewayStatus;
import org.larmor.bus.record.StatusReport.Latency;
import org.larmor.gateway.Gateway;
import org.larmor.gateway.GatewayException;
import org.larmor.gateway.GatewaySettings;
import org.larmor.telemetry.Hop;
import org.larmor.telemetry.HopRun;
import org.larmor.telemetry.Percentiles;
import org.larmor.web.LivePage;
import org.larmor.web.StatusBoard;
import org.larmor.web.scans.ScanBoard;
import org.larmor.web.scans.ScansApi;
import org.larmor.web.scans.StoredImages;

/** Serves scanners, and shows people the whole cluster. */
final class GatewayRole implements Role {
    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public void start(NodeContext context) throws IOException, InterruptedException, GatewayException {
        NodeConfig config = context.config();
        HopRun hops = context.own(context.telemetry().hops().startRun());
        Gateway gateway = context.own(Gateway.start(
                new GatewaySettings(
                        context.kafka(),
                        config.mrdHost(),
                        config.mrdPort(),
                        config.idleTimeout(),
                        config.gatewayMemory(),
                        context.siteKey(),
                        context.policy(),
                        GatewaySettings.Doors.of(config.maxConnections())),
                context.vertx(),
                context.telemetry()));
        context.health(name(), gateway::isAlive, gateway::isAlive);
        context.status(report -> report.withGateway(status(gateway, hops)));
        context.scannersAt(Endpoints.address(config.mrdHost(), gateway.port()));
        StatusBoard board = context.own(StatusBoard.start(context.kafka()));
        ScanBoard scans = context.own(ScanBoard.start(context.kafka()));
        StoredImages images = context.own(new StoredImages(context.kafka()));
        context.routes(new ScansApi(scans.index(), images));
        context.routes(new LivePage(context.access().requires(AccessRole.VIEWER), board::json));
    }

    private static GatewayStatus status(Gateway gateway, HopRun run) {
        List<Latency> hops = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            Percentiles of = run.of(hop);
            hops.add(new Latency(hop.label(), of.count(), of.at(0.5) / 1000.0, of.at(0.99) / 1000.0));
        }
        return new GatewayStatus(
                gateway.ingestedBytes(), gateway.imagesDelivered(), gateway.bufferedBytes(), hops, gateway.scans());
    }
}
