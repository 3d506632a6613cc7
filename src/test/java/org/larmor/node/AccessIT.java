package org.larmor.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.AccessToken;
import org.larmor.bus.TokenBook;
import org.larmor.bus.record.AccessRole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A gateway over real HTTP, asked by those who may, and by those who may not. */
@Timeout(120)
class AccessIT {
    private static final String STATUS = "/api/v1/status";
    private static final String SESSION = "/api/v1/session";
    private static final String BREAD = Bakery.BREAD;

    @TempDir
    private static Path folder;

    private static Node node;
    private static HttpCaller site;
    private static String own;
    private static String viewer;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(Bakery.config(folder.resolve("site")));
        site = new HttpCaller(node);
        own = Bakery.ownToken(folder.resolve("site"));
        assertFreeUntilThereIsAToken();
        viewer = TokenBook.create(node.kafka(), "viewer", AccessRole.VIEWER).text();
        operator = TokenBook.create(node.kafka(), "operator", AccessRole.OPERATOR).text();
        await("known").until(() -> site.get(STATUS, viewer).statusCode() == 200 && site.get(STATUS, operator).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void assertFreeUntilThereIsAToken() throws Exception {
        assertThat(site.get(STATUS, null).statusCode()).isEqualTo(200);
        assertThat(new JsonObject(site.get(SESSION, null).body()).getBoolean("readingIsFree")).isTrue();
        assertThat(site.send(site.request(STATUS, null).header("X-Forwarded-For", "203.0.113.9")).statusCode()).isEqualTo(401);
        assertThat(site.post(BREAD, null).statusCode()).isEqualTo(401);
        assertThat(site.post(BREAD, own).body()).isEqualTo("for (own token)");
    }

    @Test
    void withoutATokenThereIsThePageAndWhatProbesAsk() throws Exception {
        HttpResponse<String> refused = site.get(STATUS, null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(refused.headers().firstValue("content-security-policy")).isPresent();
        assertThat(new JsonObject(refused.body()).getString("detail")).contains("takes a token");
        for (String path : List.of("/api/v1/forgotten", "/api/v1/scans", "/api/v1/images/x.png", "/api/v1/nowhere", "/api")) {
            assertThat(site.get(path, null).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(site.get("/api/v1/forgotten", viewer).body()).isEqualTo("secret");
        assertThat(site.post(BREAD, null).statusCode()).isEqualTo(401);
        for (String path : List.of("/", "/js/app.js", "/larmor.css", "/metrics", "/health/live", "/health/ready")) {
            assertThat(site.get(path, null).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(new JsonObject(site.get(SESSION, null).body()).getBoolean("readingIsFree")).isFalse();
    }

    @Test
    void rolesMayWhatTheyAreFor() throws Exception {
        assertThat(site.get(STATUS, viewer).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = site.post(BREAD, viewer);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(new JsonObject(refused.body()).getString("detail")).contains("role");
        assertThat(site.post(BREAD, operator).body()).isEqualTo("for operator");
        assertThat(new JsonObject(site.get(SESSION, operator).body()))
                .isEqualTo(new JsonObject().put("name", "operator").put("role", "operator").put("readingIsFree", false));
    }

    @Test
    void theFoldersOwnTokenMayAllAndIsItsOwnersAlone() throws Exception {
        assertThat(site.post(BREAD, own).statusCode()).isEqualTo(200);
        assertThat(new JsonObject(site.get(SESSION, own).body()).getString("role")).isEqualTo("approver");
        var permissions = Files.getPosixFilePermissions(folder.resolve("site").resolve("own.token"));
        assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
        assertThat(TokenBook.read(node.kafka())).noneMatch(token -> own.contains(token.id()));
    }

    @Test
    void aWrongTokenIsRefusedAndCounted() throws Exception {
        double before = refused("wrong-token");
        String wrong = AccessToken.make().text();
        assertThat(site.get(STATUS, wrong).statusCode()).isEqualTo(401);
        assertThat(site.get(STATUS, "x".repeat(4000)).statusCode()).isEqualTo(401);
        assertThat(site.post(BREAD, operator.substring(0, operator.length() - 64) + "0".repeat(64)).statusCode()).isEqualTo(401);
        HttpResponse<String> signIn = site.post(SESSION, wrong);
        assertThat(signIn.statusCode()).isEqualTo(401);
        assertThat(signIn.headers().firstValue("set-cookie")).isEmpty();
        assertThat(signIn.body()).doesNotContain(wrong);
        assertThat(refused("wrong-token") - before).isEqualTo(4);
    }

    @Test
    void aTokenInTheUrlIsNone() throws Exception {
        for (String name : List.of("token", "access_token", "Authorization", "larmor_session")) {
            assertThat(site.get(STATUS + "?" + name + "=" + viewer, null).statusCode()).as(name).isEqualTo(401);
        }
        assertThat(site.send(site.request("/api/v1/session?token=" + viewer, null)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + viewer + "\"}")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aRevokedTokenAndItsSessionsEndAtOnce() throws Exception {
        AccessToken token = TokenBook.create(node.kafka(), "leaver", AccessRole.OPERATOR);
        await().until(() -> site.get(STATUS, token.text()).statusCode() == 200);
        String cookie = site.signIn(token.text());
        assertThat(site.byCookie("GET", STATUS, cookie).statusCode()).isEqualTo(200);
        TokenBook.revoke(node.kafka(), "leaver");
        await("revoked").atMost(Duration.ofSeconds(2)).until(() -> site.get(STATUS, token.text()).statusCode() == 401);
        assertThat(site.post(BREAD, token.text()).statusCode()).isEqualTo(401);
        assertThat(site.byCookie("GET", STATUS, cookie).statusCode()).isEqualTo(401);
        assertThat(new JsonObject(site.byCookie("GET", SESSION, cookie).body()).getString("name")).isNull();
    }

    @Test
    void whoListensIsAskedAgain() throws Exception {
        AccessToken token = TokenBook.create(node.kafka(), "listener", AccessRole.VIEWER);
        await().until(() -> site.get(STATUS, token.text()).statusCode() == 200);
        HttpResponse<Stream<String>> stream = site.lines("/api/v1/stream", token.text());
        assertThat(stream.statusCode()).isEqualTo(200);
        TokenBook.revoke(node.kafka(), "listener");
        Instant revoked = Instant.now();
        assertThat(stream.body().filter(line -> line.startsWith("event: status"))).as("events until it ended").isNotNull()
                .hasSizeLessThan(10);
        assertThat(Duration.between(revoked, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(site.get("/api/v1/stream", token.text()).statusCode()).isEqualTo(401);
    }

    @Test
    void aBrowserSignsInAndOut() throws Exception {
        HttpResponse<String> signedIn = site.post(SESSION, operator);
        assertThat(signedIn.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(signedIn.body()).getString("name")).isEqualTo("operator");
        String set = signedIn.headers().firstValue("set-cookie").orElseThrow();
        assertThat(set)
                .startsWith("larmor_session=")
                .contains("HTTPOnly", "SameSite=Strict", "Path=/", "Max-Age=43200")
                .doesNotContain("Secure")
                .doesNotContain(operator.substring(operator.lastIndexOf('_') + 1));
        String cookie = set.substring(0, set.indexOf(';'));
        assertThat(site.byCookie("GET", STATUS, cookie).statusCode()).isEqualTo(200);
        assertThat(new JsonObject(site.byCookie("GET", SESSION, cookie).body()).getString("role")).isEqualTo("operator");

        HttpResponse<String> unmarked = site.byCookie("POST", BREAD, cookie);
        assertThat(unmarked.statusCode()).isEqualTo(403);
        assertThat(unmarked.body()).contains("X-Larmor: 1");
        assertThat(site.byCookie("POST", BREAD, cookie, "X-Larmor", "1").body()).isEqualTo("for operator");
        assertThat(site.byCookie("POST", BREAD, cookie.replace('.', '0'), "X-Larmor", "1").statusCode()).isEqualTo(401);
        assertThat(site.byCookie("POST", SESSION, cookie, "X-Larmor", "1").statusCode())
                .as("a session is begun with a token, not with itself")
                .isEqualTo(401);

        assertThat(site.byCookie("DELETE", SESSION, cookie).statusCode()).isEqualTo(403);
        HttpResponse<String> signedOut = site.byCookie("DELETE", SESSION, cookie, "X-Larmor", "1");
        assertThat(signedOut.statusCode()).isEqualTo(204);
        assertThat(signedOut.headers().firstValue("set-cookie")).hasValueSatisfying(
                gone -> assertThat(gone).startsWith("larmor_session=;").contains("Max-Age=0"));
        assertThat(site.send(site.request(SESSION, operator)
                                .header("X-Forwarded-Proto", "https")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .headers()
                        .firstValue("set-cookie")
                        .orElseThrow())
                .contains("Secure");
    }

    @Test
    void noWayAroundIsOpen() throws Exception {
        String page = site.get("/", null).body();
        for (String path : List.of(
                "/..%2f..", "/..%2f..%2fown.token", "/%2e%2e/own.token", "/../own.token", "/..%5c..%5cown.token",
                "/web/../../site.key", "/.//own.token", "/%61pi/v1/status", "/api/v1/%73tatus", "//api/v1/status",
                "/api//v1/status", "/x/../api/v1/status", "/api/v1/status/", "/api/v1/session/../status",
                "/api/v1/session%2f..%2fstatus", "/api/v1/status;x=1", "/index.html/../api/v1/status")) {
            HttpResponse<String> answer = site.get(path, null);
            // what has only dots in it is the page's folder, and so the page
            assertThat(answer.statusCode() == 200 ? answer.body() : page).as(path).isEqualTo(page);
            assertThat(answer.statusCode()).as(path).isIn(200, 400, 401, 403, 404);
        }
        assertThat(site.send(site.request(STATUS, null).method("HEAD", HttpRequest.BodyPublishers.noBody())).statusCode())
                .isEqualTo(401);
        assertThat(site.send(site.request(BREAD, viewer).header("X-HTTP-Method-Override", "GET")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aHeaderOfAMegabyteIsNotRead() throws Exception {
        URI at = URI.create(node.endpoints().http());
        String answer = "";
        try (Socket socket = new Socket(InetAddress.getByName(at.getHost()), at.getPort())) {
            socket.setSoTimeout(20_000);
            String request = "GET " + STATUS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + "a".repeat(1 << 20)
                    + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // the rest of the header is not taken, and the connection ends while it is being written
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
        }
        assertThat(answer).matches("(?s)(HTTP/1\\.[01] 431 .*)?");
        assertThat(site.get(STATUS, viewer).statusCode()).isEqualTo(200);
    }

    private static double refused(String reason) throws Exception {
        return site.get("/metrics", null).body().lines()
                .filter(line -> line.startsWith("larmor_http_refused_total{reason=\"" + reason + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('}') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
