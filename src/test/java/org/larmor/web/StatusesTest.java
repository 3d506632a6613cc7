package org.larmor.web;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.larmor.bus.Topics;
import org.larmor.bus.record.DeviceStatus;
import org.larmor.bus.record.ScanSummary;
import org.larmor.bus.record.StatusReport;
import org.larmor.bus.record.StatusReport.GatewayStatus;
import org.larmor.bus.record.StatusReport.Latency;

import static org.assertj.core.api.Assertions.assertThat;

class StatusesTest {
    private static final long NOW = 1_700_000_000_000_000L;

    private final Statuses statuses = new Statuses();

    @Test
    void nobodyIsNotReady() {
        assertThat(statuses.json(NOW).getBoolean("ready")).isFalse();
    }

    @Test
    void showsEveryProcessWithItsRoles() {
        accept("b/1", NOW, Map.of("worker", true), null);
        accept("a/1", NOW, Map.of("router", true, "broker", true), null);
        JsonObject json = statuses.json(NOW);
        assertThat(json.getBoolean("ready")).isTrue();
        assertThat(json.getJsonArray("processes").stream()
                        .map(process -> ((JsonObject) process).getString("process") + " "
                                + ((JsonObject) process).getJsonObject("roles").encode()))
                .containsExactly("a/1 {\"broker\":true,\"router\":true}", "b/1 {\"worker\":true}");
        accept("b/1", NOW, Map.of("worker", false), null);
        assertThat(statuses.json(NOW).getBoolean("ready")).isFalse();
    }

    @Test
    void saysWhatAProcessComputesNetworksOn() {
        StatusReport bare = new StatusReport("a/1", NOW, Map.of("worker", true), Map.of(), null, null);
        statuses.accept("a/1", bare.withDevice(new DeviceStatus("cuda:0", "Tesla", 3L, 8L, 0.5)));
        statuses.accept("b/1", bare.withDevice(new DeviceStatus("cpu", null, null, null, null)));
        statuses.accept("c/1", bare);
        assertThat(statuses.json(NOW).getJsonArray("processes").stream()
                        .map(process -> ((JsonObject) process).getJsonObject("device"))
                        .map(device -> device == null ? "nothing" : device.encode()))
                .containsExactly(
                        "{\"device\":\"cuda:0\",\"name\":\"Tesla\",\"memoryUsed\":3,\"memoryTotal\":8,\"utilisation\":0.5}",
                        "{\"device\":\"cpu\"}",
                        "nothing");
    }

    @Test
    void reportsOfProgramsOfBeforeAreRead() {
        byte[] record = Topics.STATUS.value().serializer().serialize(
                "ops.status", new StatusReport("a/1", NOW, Map.of(), Map.of(), null, new DeviceStatus("cpu", null, null, null, null)));
        String written = new String(record, StandardCharsets.UTF_8);
        String before = written.replaceFirst(",\"device\":\\{[^}]*\\}", "");
        assertThat(before).isNotEqualTo(written).doesNotContain("device");
        StatusReport read = Topics.STATUS.value().deserializer().deserialize("ops.status", before.getBytes(StandardCharsets.UTF_8));
        assertThat(read).isEqualTo(new StatusReport("a/1", NOW, Map.of(), Map.of(), null, null));
    }

    @Test
    void forgetsWhoIsGone() {
        accept("a/1", NOW, Map.of(), null);
        accept("b/1", NOW, Map.of(), null);
        statuses.accept("a/1", null);
        assertThat(statuses.json(NOW + 1_000_000).getJsonArray("processes")).hasSize(1);
        assertThat(statuses.json(NOW + 60_000_000).getJsonArray("processes")).isEmpty();
    }

    @Test
    void addsUpWhatGatewaysDo() {
        accept("a/1", NOW, Map.of(), gateway(10, "one", NOW - 2));
        accept("b/1", NOW, Map.of(), gateway(20, "two", NOW - 1));
        JsonObject json = statuses.json(NOW);
        assertThat(json.getLong("ingestedBytes")).isEqualTo(30);
        assertThat(json.getLong("imagesDelivered")).isEqualTo(2);
        assertThat(json.getLong("bufferedBytes")).isEqualTo(14);
        assertThat(json.getJsonArray("scans").stream().map(scan -> ((JsonObject) scan).getString("scan")))
                .containsExactly("two", "one");
        assertThat(json.getJsonArray("hops").stream().map(hop -> ((JsonObject) hop).getString("process")))
                .containsExactly("a/1", "b/1");
    }

    @Test
    void travelsThroughTheLog() {
        var report = new StatusReport("a/1", NOW, Map.of("gateway", true), Map.of(), gateway(10, "one", NOW), null);
        var serde = Topics.STATUS.value();
        byte[] bytes = serde.serializer().serialize(Topics.STATUS.name(), report);
        assertThat(serde.deserializer().deserialize(Topics.STATUS.name(), bytes)).isEqualTo(report);
    }

    private void accept(String process, long at, Map<String, Boolean> roles, @Nullable GatewayStatus gateway) {
        statuses.accept(process, new StatusReport(process, at, roles, Map.of("larmor_sessions", 2.0), gateway, null));
    }

    private static GatewayStatus gateway(long bytes, String scan, long openedAt) {
        return new GatewayStatus(
                bytes, 1, 7, List.of(new Latency("total", 3, 1.5, 2, 2.5)), List.of(),
                List.of(new ScanSummary(scan, "RSS", "open", openedAt, bytes, 1, 1, 2.5)));
    }
}
