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
    void whatIsHandedOverIsReadFromNowhereAndWhatIsNotComesFromTheLogAlike() throws Exception {
        Map<String, byte[]> handed;
        NodeConfig roomy = config("roomy", Map.of());
        try (Node node = Node.start(roomy)) {
            handed = send(node, roomy);
            assertThat(loaded(node, "memory")).isGreaterThanOrEqualTo(6);
            assertThat(loaded(node, "log")).as("frames, header and calibration").isZero();
        }
        // an eighth of it is for what is handed over: less than one frame, of which the newest stays all the same
        NodeConfig small = config("small", Map.of("worker-memory", "1m"));
        try (Node node = Node.start(small)) {
            Map<String, byte[]> read = send(node, small);
            assertThat(loaded(node, "log")).isGreaterThanOrEqualTo(3);
            assertThat(read.keySet()).hasSize(6).isEqualTo(handed.keySet());
            read.forEach((frame, pixels) -> assertThat(pixels).as(frame).isEqualTo(handed.get(frame)));
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
