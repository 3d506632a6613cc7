package org.larmor.node;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.record.StatusReport.GatewayStatus;
import org.larmor.recon.engine.DeviceException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A node and a role that it has never heard of, beside the broker. */
@Timeout(120)
class NodeIT {
    @TempDir
    Path folder;

    private final List<String> closed = new ArrayList<>();
    private final AtomicBoolean live = new AtomicBoolean(true);
    private boolean startFails;

    /** Has one of everything that a role may register. */
    private final class Baker implements Role {
        @Override
        public String name() {
            return "baker";
        }

        @Override
        public void start(NodeContext context) {
            assertThat(context.kafka().bootstrap()).isNotEmpty();
            context.own(() -> closed.add("oven"));
            context.own(() -> closed.add("bread"));
            if (startFails) {
                throw new IllegalStateException("no flour");
            }
            context.telemetry().registry().counter("larmor_loaves").increment(7);
            context.health(name(), () -> true, live::get);
            context.routes(router -> router.get("/bread").handler(request -> request.response().end("rye")));
            context.status(report -> report.withGateway(new GatewayStatus(1, 2, 3, List.of(), List.of(), List.of())));
            context.scannersAt("127.0.0.1:9");
        }
    }

    @Test
    void whatARoleRegistersIsShownAndClosed() throws Exception {
        Path data;
        try (Node node = Node.start(config())) {
            data = folder.resolve("data");
            assertThat(Endpoints.read(data)).isEqualTo(node.endpoints());
            assertThat(node.endpoints().mrd()).isEqualTo("127.0.0.1:9");
            assertThat(new JsonObject(get(node, "/health/ready")).getJsonObject("roles").fieldNames())
                    .containsExactly("baker", "broker");
            assertThat(get(node, "/bread")).isEqualTo("rye");
            assertThat(get(node, "/metrics")).contains("larmor_loaves_total 7");
            assertThat(closed).isEmpty();
        }
        assertThat(closed).containsExactly("bread", "oven");
        assertThat(data.resolve("endpoints.json")).doesNotExist();
    }

    @Test
    void whatHadBegunIsClosedWhereARoleDoesNotStart() {
        startFails = true;
        assertThatThrownBy(() -> Node.start(config())).hasMessage("no flour");
        assertThat(closed).containsExactly("bread", "oven");
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedBeforeAnythingStarts() throws Exception {
        for (String role : List.of("worker", "trainer")) {
            NodeConfig config = NodeConfig.read(
                    Map.of("data", folder.resolve("data").toString(), "roles", "broker," + role, "device", "cuda:99"), Map.of());
            assertThatThrownBy(() -> Node.start(config))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageStartingWith("there is no device cuda:99 that the engine reaches; there is: cpu");
            assertThat(folder.resolve("data")).as("no broker has begun").isEmptyDirectory();
        }
    }

    @Test
    void aRoleThatHasFailedForGoodEndsTheProcess() throws Exception {
        try (Node node = Node.start(config())) {
            live.set(false);
            assertThatThrownBy(node::awaitStop)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("the baker failed for good");
        }
    }

    private NodeConfig config() {
        NodeConfig all = NodeConfig.allInOne(folder.resolve("data"), 0);
        return NodeConfigs.withRoles(all, List.of(Roles.named("broker").orElseThrow(), new Baker()));
    }

    private static String get(Node node, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(node.endpoints().http() + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
