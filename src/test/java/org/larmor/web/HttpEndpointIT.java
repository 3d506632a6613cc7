package org.larmor.web;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class HttpEndpointIT {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AtomicBoolean live = new AtomicBoolean(true);
    private final Health health = new Health().check("router", ready::get, live::get);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void saysWhetherItIsReadyAndWhetherItLives() throws Exception {
        try (HttpEndpoint http = HttpEndpoint.start(vertx, "127.0.0.1", 0, () -> "", health, List.of())) {
            assertThat(get(http, "/health/ready").statusCode()).isEqualTo(200);
            ready.set(false);
            assertThat(get(http, "/health/ready").statusCode()).isEqualTo(503);
            HttpResponse<String> lives = get(http, "/health/live");
            assertThat(lives.statusCode()).isEqualTo(200);
            assertThat(lives.body()).contains("UP");
            live.set(false);
            HttpResponse<String> dead = get(http, "/health/live");
            assertThat(dead.statusCode()).isEqualTo(503);
            assertThat(new JsonObject(dead.body()).getString("status")).isEqualTo("DOWN");
            assertThat(new JsonObject(dead.body()).getJsonArray("failed")).containsExactly("router");
        }
    }

    @Test
    void servesThePageOnlyWithAStatusToShow() throws Exception {
        try (HttpEndpoint without = HttpEndpoint.start(vertx, "127.0.0.1", 0, () -> "up 1", health, List.of());
                HttpEndpoint with =
                        HttpEndpoint.start(vertx, "127.0.0.1", 0, () -> "", health, List.of(
                                new LivePage(() -> new JsonObject().put("ready", true))))) {
            assertThat(get(without, "/").statusCode()).isEqualTo(404);
            assertThat(get(without, "/api/v1/status").statusCode()).isEqualTo(404);
            assertThat(get(without, "/metrics").body()).isEqualTo("up 1");
            assertThat(get(with, "/").body()).contains("<title>Larmor</title>");
            assertThat(get(with, "/api/v1/status").body()).isEqualTo("{\"ready\":true}");
        }
    }

    private static HttpResponse<String> get(HttpEndpoint http, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
