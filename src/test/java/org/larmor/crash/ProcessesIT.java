package org.larmor.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What processes say of themselves, and what they do when one of their roles has failed for good. */
@Timeout(300)
class ProcessesIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    @Tag("full")
    void aGatewayShowsEveryProcessAndForgetsThoseThatEnd() throws Exception {
        LarmorProcess broker = rig.withBroker("broker", "broker").start();
        LarmorProcess gateway = rig.against(broker, "gateway", "gateway,router").start();
        LarmorProcess worker = rig.against(broker, "worker", "worker").start();
        String gone = name(worker);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(shown(gateway)).containsExactlyInAnyOrder(
                    name(broker) + " [broker]", name(gateway) + " [gateway, router]", gone + " [worker]");
            assertThat(status(gateway).path("ready").asBoolean()).isTrue();
        });
        worker.stop();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(shown(gateway)).hasSize(2));
        worker.start();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(shown(gateway)).hasSize(3));
        worker.kill();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(shown(gateway)).hasSize(2));
        assertThat(gateway.get("/")).contains("Larmor");
        assertThat(gateway.metric("kafka_consumer_fetch_manager_fetch_total", "")).isPositive();
    }

    @Test
    @Tag("full")
    void aProcessEndsWhenItsRouterHasFailedForGood() throws Exception {
        LarmorProcess rest = rig.withBroker("rest", "broker,gateway,worker").start();
        LarmorProcess router = rig.against(rest, "router", "router").start("router.event-handled=error@3");
        ScanRun scan = ScanRun.start(Scans.small(4), rest, how -> how.withFramesPerSecond(8));
        assertThat(router.awaitExit()).isEqualTo(1);
        assertThat(router.log()).containsOnlyOnce("larmor: the router failed for good");
        router.start();
        scan.awaitEveryFrameOnce();
    }

    private static Set<String> shown(LarmorProcess gateway) throws IOException, InterruptedException {
        Set<String> shown = new TreeSet<>();
        for (JsonNode process : status(gateway).path("processes")) {
            Set<String> roles = new TreeSet<>();
            process.path("roles").fieldNames().forEachRemaining(roles::add);
            shown.add(process.path("process").asText().replaceFirst(".*/", "") + " " + roles);
        }
        return shown;
    }

    private static String name(LarmorProcess process) {
        return String.valueOf(process.endpoints().pid());
    }

    private static JsonNode status(LarmorProcess gateway) throws IOException, InterruptedException {
        return new JsonMapper().readTree(gateway.get("/api/v1/status"));
    }
}
