package org.larmor.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.StatusReport.GatewayStatus;
import org.larmor.bus.record.StatusReport.Latency;
import org.larmor.gateway.Gateway;
import org.larmor.gateway.GatewayException;
import org.larmor.gateway.GatewaySettings;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.recon.kspace.ReconException;
import org.larmor.telemetry.Hop;
import org.larmor.telemetry.HopRun;
import org.larmor.telemetry.Percentiles;
import org.larmor.telemetry.RecentHops;
import org.larmor.web.LivePage;
import org.larmor.web.StatusBoard;
import org.larmor.web.access.Access;
import org.larmor.web.adapt.AdaptApi;
import org.larmor.web.adapt.AdaptFollower;
import org.larmor.web.adapt.AdaptOrders;
import org.larmor.web.adapt.RunImages;
import org.larmor.web.live.Feed;
import org.larmor.web.replay.Replays;
import org.larmor.web.scans.ScanBoard;
import org.larmor.web.scans.ScansApi;
import org.larmor.web.scans.StoredImages;

/** Serves scanners, and shows people the whole cluster. */
final class GatewayRole implements Role {
    /** The status is written once a second, and turns what is recent. */
    private static final int RECENT_SECONDS = 10;

    private static final double MEDIAN = 0.5;
    private static final double P95 = 0.95;
    private static final double P99 = 0.99;

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public void start(NodeContext context) throws IOException, InterruptedException, GatewayException {
        NodeConfig config = context.config();
        HopRun hops = context.own(context.telemetry().hops().startRun());
        RecentHops recent = context.own(context.telemetry().hops().recent(RECENT_SECONDS));
        Gateway gateway = context.ownEntrance(Gateway.start(
                new GatewaySettings(
                        context.kafka(),
                        config.mrdHost(),
                        config.mrdPort(),
                        config.idleTimeout(),
                        config.gatewayMemory(),
                        context.siteKey(),
                        context.policy(),
                        context::handOver,
                        GatewaySettings.Doors.of(config.maxConnections())),
                context.vertx(),
                context.telemetry()));
        context.health(name(), gateway::isAlive, gateway::isAlive);
        context.drain(gateway::drain);
        context.status(report -> report.withGateway(status(gateway, hops, recent)));
        context.scannersAt(Endpoints.address(config.mrdHost(), gateway.port()));
        SiteKey site = context.siteKey();
        context.warm(() -> Map.of("the way to the log and back", CompletableFuture.runAsync(() -> warm(site))));
        context.afterwards(() -> show(context, gateway.port()));
    }

    private static void warm(SiteKey site) {
        try {
            WarmWay.go(site);
        } catch (MrdProtocolException | HeaderException | ReconException e) {
            throw new CompletionException(e);
        }
    }

    /** Shows people the cluster; scanners are served before. */
    private static void show(NodeContext context, int scanners) throws IOException {
        NodeConfig config = context.config();
        StatusBoard board = context.own(StatusBoard.start(context.kafka()));
        ScanBoard scans = context.own(ScanBoard.start(context.kafka()));
        StoredImages images = context.own(new StoredImages(context.kafka()));
        Access access = context.access(); // before whatever it guards
        context.routes(new ScansApi(scans.index(), images));
        Feed feed = context.own(new Feed(context.vertx(), access, board::json));
        scans.listen(note -> ScansApi.images(note).forEach(image -> feed.tell("image", image)));
        context.own(new AdaptFollower(context.kafka(), event -> feed.tell("adapt", event)));
        context.routes(feed);
        context.routes(new AdaptApi(context.kafka(), context.models(), context.policy()));
        context.routes(new RunImages(context.kafka(), new ScanKeys(config.sampleKeys())));
        context.routes(new AdaptOrders(context.kafka(), context.models(), access));
        context.routes(new Replays(context.kafka(), own(config.mrdHost()), scanners, access, feed::tell));
        context.routes(new LivePage(access.requires(AccessRole.VIEWER), board::json));
    }

    private static GatewayStatus status(Gateway gateway, HopRun run, RecentHops recent) {
        List<Latency> hops = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            Percentiles of = run.of(hop);
            hops.add(new Latency(hop.label(), of.count(), ms(of.at(MEDIAN)), ms(of.at(P95)), ms(of.at(P99))));
        }
        recent.turn();
        List<Latency> last = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            last.add(new Latency(
                    hop.label(), recent.count(hop), ms(recent.at(hop, MEDIAN)), ms(recent.at(hop, P95)), ms(recent.at(hop, P99))));
        }
        return new GatewayStatus(
                gateway.ingestedBytes(), gateway.imagesDelivered(), gateway.bufferedBytes(), hops, last, gateway.scans());
    }

    /** How this process reaches what it listens at. */
    private static String own(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
    }

    private static double ms(long micros) {
        return micros / 1000.0;
    }
}
