package org.larmor.node;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.cli.live.LiveSite;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;

/** Where gateway and worker share a process, k-space goes from one to the other; the images are those that the log gives. */
@Timeout(180)
class HandOverIT {
    /** Six frames of half a MiB. */
    private static final SimulatedScan SCAN =
            new SimulatedScan(Phantom.of(3, 64, 64, 8, 3), ScanPlan.plain().withRepetitions(2).withAcceleration(2, 16));

    @TempDir
    private Path folder;

    @Test
    void whatIsHandedOverIsReadFromNowhere() throws Exception {
        Map<String, byte[]> together;
        try (Node node = Node.start(config("together", Map.of()))) {
            together = send(node, config("together", Map.of()));
            assertThat(loaded(node, "memory")).isGreaterThanOrEqualTo(6);
            assertThat(loaded(node, "log")).as("frames, header and calibration").isZero();
        }
        NodeConfig gateway = config("gateway", Map.of("roles", "broker,router,gateway"));
        try (Node node = Node.start(gateway);
                Node worker = Node.start(config(
                        "worker",
                        Map.of(
                                "roles", "worker",
                                "kafka", node.endpoints().kafka(),
                                "site-key", folder.resolve("gateway/site.key").toString())))) {
            Map<String, byte[]> apart = send(node, gateway);
            assertThat(loaded(worker, "memory")).isZero();
            assertThat(loaded(worker, "log")).isGreaterThanOrEqualTo(6);
            assertThat(together.keySet()).hasSize(6).isEqualTo(apart.keySet());
            together.forEach((frame, pixels) -> assertThat(pixels).as(frame).isEqualTo(apart.get(frame)));
        }
    }

    @Test
    void whatThereWasNoRoomForComesFromTheLog() throws Exception {
        NodeConfig config = config("small", Map.of("worker-memory", "4m")); // of which an eighth is for what is handed over
        try (Node node = Node.start(config)) {
            assertThat(send(node, config)).hasSize(6);
            assertThat(loaded(node, "memory") + loaded(node, "log")).isGreaterThanOrEqualTo(6);
            assertThat(loaded(node, "log")).isPositive();
        }
    }

    private NodeConfig config(String name, Map<String, String> more) throws Exception {
        Map<String, String> flags = new HashMap<>(more);
        flags.put("data", folder.resolve(name).toString());
        flags.put("mrd-port", "0");
        flags.put("http-port", "0");
        return NodeConfig.read(flags, Map.of());
    }

    /** The pixels of each slice and repetition. */
    private static Map<String, byte[]> send(Node node, NodeConfig config) throws Exception {
        List<ReceivedImage> images;
        try (MessageSource messages = SCAN.messages()) {
            images = new LiveSite(node, config, "a test").send(messages, "sense");
        }
        Map<String, byte[]> pixels = new TreeMap<>();
        for (ReceivedImage image : images) {
            var header = image.image().header();
            pixels.put(header.slice() + "/" + header.repetition(), image.image().pixels());
        }
        return pixels;
    }

    private static double loaded(Node node, String from) throws Exception {
        Matcher matcher = Pattern.compile("^larmor_chunks_loaded_total\\{from=\"" + from + "\"} (\\S+)", Pattern.MULTILINE)
                .matcher(new HttpCaller(node).get("/metrics", null).body());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }
}
