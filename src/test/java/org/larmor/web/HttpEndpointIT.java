package org.larmor.web;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.larmor.web.access.AddressRanges;
import org.larmor.web.access.Refusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class HttpEndpointIT {
    private static final Routes PAGE = new LivePage(RoutingContext::next, () -> new JsonObject().put("ready", true));

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
        try (HttpEndpoint http = start("")) {
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
        try (HttpEndpoint without = start("up 1");
                HttpEndpoint with =
                        start("", PAGE)) {
            assertThat(get(without, "/").statusCode()).isEqualTo(404);
            assertThat(get(without, "/api/v1/status").statusCode()).isEqualTo(404);
            assertThat(get(without, "/metrics").body()).isEqualTo("up 1");
            assertThat(get(with, "/").body()).contains("<title>Larmor</title>");
            assertThat(get(with, "/api/v1/status").body()).isEqualTo("{\"ready\":true}");
        }
    }

    @Test
    void tellsBrowsersWhatMayBeLoadedFramedAndKept() throws Exception {
        try (HttpEndpoint http = start("", PAGE)) {
            for (String path : List.of("/", "/api/v1/status", "/js/app.js", "/nowhere", "/metrics")) {
                var headers = get(http, path).headers();
                assertThat(headers.firstValue("content-security-policy")).as(path).hasValueSatisfying(
                        policy -> assertThat(policy).contains("default-src 'self'").contains("frame-ancestors 'none'"));
                assertThat(headers.firstValue("x-content-type-options")).as(path).hasValue("nosniff");
                assertThat(headers.firstValue("x-frame-options")).as(path).hasValue("DENY");
                assertThat(headers.firstValue("referrer-policy")).as(path).hasValue("no-referrer");
            }
            assertThat(get(http, "/api/v1/status").headers().firstValue("cache-control")).hasValue("no-store");
        }
    }

    @Test
    void refusesARequestThatTakesItForAnotherHost() throws Exception {
        try (HttpEndpoint http = start("up 1")) {
            assertThat(raw(http, "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403")
                    .contains("application/problem+json")
                    .doesNotContain("up 1");
            for (String host : List.of("localhost", "127.0.0.1", "127.0.0.1:" + http.port(), "[::1]:80")) {
                assertThat(raw(http, "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                        .as(host)
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void refusesWhatIsTooLongForARequest() throws Exception {
        try (HttpEndpoint http = start("up 1")) {
            assertThat(raw(http, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .matches("(?s)HTTP/1\\.[01] 414 .*")
                    .contains("application/problem+json")
                    .contains("URI Too Long")
                    .doesNotContain("aaa");
            assertThat(raw(http, "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "b".repeat(20_000) + "\r\n\r\n"))
                    .matches("(?s)HTTP/1\\.[01] 431 .*")
                    .contains("application/problem+json");
            assertThat(raw(http, "nonsense\r\n\r\n"))
                    .matches("(?s)HTTP/1\\.[01] 400 .*")
                    .contains("application/problem+json");
        }
    }

    @Test
    void takesSoManyConnectionsAndNoMore() throws Exception {
        try (HttpEndpoint http = start("up 1")) {
            String request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            List<java.net.Socket> silent = new java.util.ArrayList<>();
            try {
                for (int i = 0; i < HttpEndpoint.MOST_CONNECTIONS; i++) {
                    silent.add(new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), http.port()));
                }
                try (java.net.Socket one = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), http.port())) {
                    assertThat(one.getInputStream().read()).as("the end").isNegative();
                }
            } finally {
                for (java.net.Socket socket : silent) {
                    socket.close();
                }
            }
            await("room again").ignoreExceptions().until(() -> raw(http, request).startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void asksProbesWhereTheyAre() throws Exception {
        try (HttpEndpoint http = HttpEndpoint.start(vertx, "127.0.0.1", 0, List.of(probes("up 1", "10.0.0.0/8"), PAGE))) {
            for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
                HttpResponse<String> refused = get(http, path);
                assertThat(refused.statusCode()).as(path).isEqualTo(403);
                assertThat(refused.body()).contains("\"detail\"").doesNotContain("up");
            }
            assertThat(get(http, "/").statusCode()).isEqualTo(200);
        }
    }

    private HttpEndpoint start(String metrics, Routes... more) throws Exception {
        List<Routes> routes = new ArrayList<>(List.of(more));
        routes.addFirst(probes(metrics, "0.0.0.0/0,::/0"));
        return HttpEndpoint.start(vertx, "127.0.0.1", 0, routes);
    }

    private Probes probes(String metrics, String from) {
        return new Probes(AddressRanges.parse(from), new Refusals(new SimpleMeterRegistry()), () -> metrics, health);
    }

    private static String raw(HttpEndpoint http, String request) throws Exception {
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), http.port())) {
            socket.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
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
