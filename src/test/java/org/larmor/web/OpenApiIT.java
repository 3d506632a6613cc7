package org.larmor.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.Topics;
import org.larmor.cli.live.LiveSite;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.LowFieldSite;
import org.larmor.sim.MessageSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The API against what it says of itself, both ways. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class OpenApiIT {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private String base = "";

    @Test
    void everyOperationAnswersAsItIsDescribed() throws Exception {
        Vertx vertx = Vertx.vertx();
        NodeConfig config = NodeConfig.allInOne(folder.resolve("data"), 0);
        try (Node node = Node.start(config)) {
            base = node.endpoints().http();
            try (MessageSource scan = LowFieldSite.scan(1).messages()) {
                new LiveSite(node, config, "a test").send(scan, "rss");
            }
            await("the index").atMost(Duration.ofSeconds(30)).until(() -> !json("/api/v1/images").getJsonArray("images").isEmpty());
            JsonObject image = json("/api/v1/images").getJsonArray("images").getJsonObject(0);
            Map<String, String> examples = Map.of(
                    "{scan}", image.getString("scan"),
                    "{id}", URLEncoder.encode(image.getString("id"), StandardCharsets.UTF_8),
                    "{run}", "run-1",
                    "{step}", "0",
                    "{domain}", "nothing");
            OpenAPIContract contract = done(OpenAPIContract.from(vertx, withJsonAlone(json("/openapi.json"))));
            ResponseValidator validator = ResponseValidator.create(vertx, contract);
            for (Operation operation : contract.operations()) {
                if (operation.getHttpMethod().name().equals("GET") && !operation.getOpenAPIPath().endsWith("/stream")) {
                    String path = operation.getOpenAPIPath();
                    for (Map.Entry<String, String> example : examples.entrySet()) {
                        path = path.replace(example.getKey(), example.getValue());
                    }
                    HttpResponse<String> answer = get(path);
                    int expected = path.contains("/run-1") ? 404 : 200;
                    assertThat(answer.statusCode()).as(path).isEqualTo(expected);
                    done(validator.validate(
                            ValidatableResponse.create(
                                    expected,
                                    Buffer.buffer(answer.body()),
                                    answer.headers().firstValue("content-type").orElseThrow()),
                            operation.getOperationId()));
                }
            }
            pictures(image);
            oddOrders(image.getString("scan"));
            gone(node, image);
            assertThat(described(contract)).containsExactlyInAnyOrderElementsOf(served(vertx, node));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private void pictures(JsonObject image) throws Exception {
        String id = URLEncoder.encode(image.getString("id"), StandardCharsets.UTF_8);
        HttpResponse<byte[]> raw = http.send(
                HttpRequest.newBuilder(URI.create(base + "/api/v1/images/" + id + ".raw")).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(raw.body()).hasSize(4 * image.getInteger("x") * image.getInteger("y"));
        HttpResponse<byte[]> png = http.send(
                HttpRequest.newBuilder(URI.create(base + "/api/v1/images/" + id + ".png")).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(png.headers().firstValue("content-type")).hasValue("image/png");
        assertThat(png.body()).startsWith(0x89, 'P', 'N', 'G');
        for (String nonsense : List.of("..%2F..%2Fsite.key", "nobody%2F0%2F0%2F0.png", "%00.raw", "a".repeat(4000))) {
            assertThat(get("/api/v1/images/" + nonsense).statusCode()).as(nonsense).isIn(400, 404);
        }
        assertThat(get("/api/v1/images?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/images?limit=99999&after=nothing").statusCode()).isEqualTo(200);
    }

    private void oddOrders(String scan) throws Exception {
        String token = Files.readString(folder.resolve("data/own.token")).strip();
        String replay = "/api/v1/scans/" + scan + "/replay";
        Map<String, Integer> bodies = Map.of(
                "{\"recipe\": \"" + "a".repeat(1500) + "\"}", 400,
                "{\"recipe\": \"rss\\n16:00:00 INFO forged\"}", 400,
                "[]", 400,
                "{\"recipe\": \"jssl\", \"model\": \"x\\n16:00:00 INFO forged\"}", 400,
                "{\"recipe\": \"jssl\", \"model\": 7}", 400,
                "a".repeat(20_000), 413);
        for (Map.Entry<String, Integer> body : bodies.entrySet()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(base + replay))
                            .header("authorization", "Bearer " + token)
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body.getKey()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(body.getValue());
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        }
    }

    /** The log has deleted what the index still knows. */
    private void gone(Node node, JsonObject image) throws Exception {
        try (Admin admin = node.kafka().admin(Map.of())) {
            String results = Topics.RESULTS.name();
            int partitions = admin.describeTopics(List.of(results)).allTopicNames().get().get(results).partitions().size();
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            for (int partition = 0; partition < partitions; partition++) {
                all.put(new TopicPartition(results, partition), RecordsToDelete.beforeOffset(-1)); // up to the end
            }
            admin.deleteRecords(all).all().get();
        }
        String id = URLEncoder.encode(image.getString("id"), StandardCharsets.UTF_8);
        for (String form : List.of(".png", ".raw")) {
            HttpResponse<String> answer = get("/api/v1/images/" + id + form);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(410);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        }
        assertThat(get("/api/v1/images/" + id).statusCode()).isEqualTo(200);
    }

    /** The reader of contracts knows a few media types, and refuses one that has others. */
    private static JsonObject withJsonAlone(JsonObject contract) {
        contract.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue()).forEach(operation -> ((JsonObject) operation.getValue())
                .getJsonObject("responses")
                .forEach(answer -> {
                    JsonObject content = ((JsonObject) answer.getValue()).getJsonObject("content", new JsonObject());
                    Set.copyOf(content.fieldNames()).stream()
                            .filter(type -> !type.equals("application/json"))
                            .forEach(content::remove);
                })));
        return contract;
    }

    private static Set<String> described(OpenAPIContract contract) {
        TreeSet<String> all = new TreeSet<>();
        contract.operations().forEach(operation -> all.add(operation.getHttpMethod() + " " + operation.getOpenAPIPath()));
        return all;
    }

    /** What the gateway's routes are. */
    private static Set<String> served(Vertx vertx, Node node) {
        Router router = Router.router(vertx);
        node.routes().forEach(routes -> routes.addTo(router));
        TreeSet<String> all = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            if (route.getPath() != null && route.getPath().startsWith("/api/v1/") && route.methods() != null) {
                route.methods().forEach(method -> all.add(method + " " + route.getPath().replaceAll(":([a-z]+)", "{$1}")));
            }
        }
        return all;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonObject json(String path) throws Exception {
        return new JsonObject(get(path).body());
    }

    private static <T> T done(io.vertx.core.Future<T> future) throws Exception {
        Future<T> completed = future.toCompletionStage().toCompletableFuture();
        return completed.get(30, TimeUnit.SECONDS);
    }
}
