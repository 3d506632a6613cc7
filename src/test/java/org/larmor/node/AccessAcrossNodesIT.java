package org.larmor.node;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.TokenBook;
import org.larmor.bus.record.AccessRole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tokens and sessions at another gateway of the site, and after a restart. */
@Timeout(180)
class AccessAcrossNodesIT {
    private static final String STATUS = "/api/v1/status";

    @TempDir
    Path folder;

    @Test
    void everyGatewayKnowsThemAndAfterARestartToo() throws Exception {
        Path first = folder.resolve("first");
        String token;
        String cookie;
        try (Node one = Node.start(Bakery.config(first))) {
            token = TokenBook.create(one.kafka(), "roamer", AccessRole.OPERATOR).text();
            await().until(() -> new HttpCaller(one).get(STATUS, token).statusCode() == 200);
            cookie = new HttpCaller(one).signIn(token);
            try (Node another = Node.start(NodeConfig.read(
                    Map.of(
                            "data", folder.resolve("second").toString(),
                            "kafka", one.kafka().bootstrap(),
                            "roles", "gateway",
                            "site-key", first.resolve("site.key").toString(),
                            "mrd-port", "0",
                            "http-port", "0"),
                    Map.of()))) {
                assertThat(new HttpCaller(another).get(STATUS, token).statusCode()).isEqualTo(200);
                assertThat(new HttpCaller(another).byCookie("GET", STATUS, cookie).statusCode()).isEqualTo(200);
                assertThat(new HttpCaller(another).get(STATUS, null).statusCode()).isEqualTo(401);
                assertThat(new HttpCaller(another).get(STATUS, Bakery.ownToken(first)).statusCode()).as("another folder's own").isEqualTo(401);
                assertThat(new HttpCaller(another).get(STATUS, Bakery.ownToken(folder.resolve("second"))).statusCode()).isEqualTo(200);
            }
        }
        String own = Bakery.ownToken(first);
        try (Node again = Node.start(Bakery.config(first))) {
            assertThat(new HttpCaller(again).get(STATUS, null).statusCode()).isEqualTo(401);
            assertThat(new HttpCaller(again).get(STATUS, token).statusCode()).isEqualTo(200);
            assertThat(new HttpCaller(again).byCookie("POST", Bakery.BREAD, cookie, "X-Larmor", "1").body()).isEqualTo("for roamer");
            assertThat(new HttpCaller(again).get(STATUS, own).statusCode()).isEqualTo(200);
            TokenBook.revoke(again.kafka(), "roamer");
            await().until(() -> new HttpCaller(again).get(STATUS, token).statusCode() == 401);
            assertThat(new HttpCaller(again).get(STATUS, null).statusCode()).as("the last one revoked does not open it").isEqualTo(401);
        }
    }
}
