package org.larmor.web.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTest {
    private final History history = new History();

    private static JsonObject status(long bytes, long images, double waiting, JsonObject... recent) {
        return new JsonObject()
                .put("ingestedBytes", bytes)
                .put("imagesDelivered", images)
                .put("bufferedBytes", 3_000_000L)
                .put("processes", new JsonArray().add(new JsonObject().put(
                        "readings",
                        new JsonObject().put("larmor_jobs_waiting{classic}", waiting).put("larmor_jobs_waiting{learned}", 1.0)
                                .put("larmor_jobs_waiting_else", 100.0))))
                .put("recent", new JsonArray(List.of(recent)));
    }

    private static JsonObject hop(String hop, long count, double p99) {
        return new JsonObject().put("hop", hop).put("count", count).put("p50", p99 / 2).put("p95", p99 - 1).put("p99", p99);
    }

    @Test
    void ratesAreDifferencesByTheSecond() {
        assertThat(history.add(status(1_000_000, 5, 2), 1000).getDouble("megabytes")).isZero();
        JsonObject point = history.add(status(5_000_000, 9, 2), 3000);
        assertThat(point.getDouble("megabytes")).isEqualTo(2.0);
        assertThat(point.getDouble("images")).isEqualTo(2.0);
        assertThat(point.getDouble("waiting")).isEqualTo(3.0);
        assertThat(point.getDouble("buffered")).isEqualTo(3.0);
        assertThat(point.getValue("p95")).isNull();
        // a process that has begun anew counts from nothing
        assertThat(history.add(status(100, 0, 0), 4000).getDouble("megabytes")).isZero();
    }

    @Test
    void theSlowestGatewaysLatencyIsShown() {
        JsonObject point = history.add(status(0, 0, 0, hop("total", 3, 20), hop("total", 0, 900), hop("total", 4, 80), hop("recon", 9, 500)), 1);
        assertThat(point.getDouble("p99")).isEqualTo(80);
        assertThat(point.getDouble("p50")).isEqualTo(40);
    }

    @Test
    void tenMinutesAreKept() {
        for (int i = 0; i < 2000; i++) {
            history.add(status(i, 0, 0), i);
        }
        assertThat(history.points()).hasSize(600);
        assertThat(history.points().getJsonObject(599).getLong("at")).isEqualTo(1999);
    }
}
