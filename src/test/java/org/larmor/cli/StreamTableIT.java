package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.Tools;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.stream.ScannerStream;
import org.larmor.sim.stream.StreamCatalogue;
import org.larmor.sim.stream.Truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * The table of streams: what scanners get for scans of every kind, right ones and those that go wrong, through socket,
 * broker, router, worker and back.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StreamTableIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BROKEN_OFF = "broken-off";
    private static final Map<String, ScannerStream> STREAMS = StreamCatalogue.byName();

    @TempDir
    static Path folder;

    private static final List<String> TABLE = Collections.synchronizedList(new ArrayList<>());
    private static Node node;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeConfig.allInOne(folder.resolve("data"), 0));
        port = Integer.parseInt(node.endpoints().mrd().split(":")[1]);
    }

    @AfterAll
    static void stop() {
        node.close();
        System.out.println("\n%-38s %-12s %6s %-8s %9s %6s  %s"
                .formatted("stream", "config", "images", "recipe", "error", "bound", "marks, texts"));
        TABLE.forEach(System.out::println);
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return StreamRow.all().stream().map(row -> dynamicTest(row.name(), () -> stream(row)));
    }

    /** What is to be seen of the recorded scans: full data all of them, without calibration lines. */
    private record Recording(String file, int frames, int lines) {}

    @TestFactory
    Stream<DynamicTest> recordedScans() {
        return Stream.of(
                        new Recording("pulseq_invivo_16ch_128", 1, 128),
                        new Recording("pulseq_invivo_bodycoil_2ch_128", 1, 128),
                        new Recording("twixtools_gre_2ch", 1, 160),
                        new Recording("ulf_P1_FSE", 4, 126))
                .map(recording -> dynamicTest(recording.file(), () -> recorded(recording)));
    }

    @Test
    void oneChannelIsNeverUnfolded() throws Exception {
        Path file = Tools.shared().resolve("data/ismrmrd/ulf_P1_FSE.mrd.h5");
        try (MessageSource source = new FileSource(file)) {
            Received received = scan(source, "sense", null);
            assertThat(received.images()).hasSize(4);
            assertThat(received.report().texts()).anyMatch(text -> text.matches("WRN .*(coil|channel).*"));
            for (ReceivedImage image : received.images()) {
                ImageMeta meta = ImageMeta.parse(image.image().metaXml());
                assertThat(meta.get("LarmorRecipe")).isEqualTo("rss");
                assertThat(meta.get("LarmorFallback")).isEqualTo("true");
            }
        }
    }

    @Test
    void everyStreamHasARow() {
        Set<String> streamed = new HashSet<>(Set.of(BROKEN_OFF));
        StreamRow.all().forEach(row -> streamed.add(row.stream()));
        assertThat(streamed).isEqualTo(STREAMS.keySet());
    }

    @Test
    void aScanThatBreaksOffHarmsNoOther() throws Exception {
        ScannerStream broken = STREAMS.get(BROKEN_OFF);
        assertThatThrownBy(() -> replies(broken, "rss", null)).isInstanceOf(IOException.class);
        stream(new StreamRow("plain", "rss", null,
                StreamExpectation.images(2, Truth.FULL, 1e-3).by("rss")));
    }

    private static void stream(StreamRow row) throws Exception {
        StreamReplies replies = replies(STREAMS.get(row.stream()), row.config(), row.text());
        List<String> problems = row.expected().problems(replies);
        TABLE.add(line(row, replies, problems));
        assertThat(problems).isEmpty();
    }

    private static void recorded(Recording expected) throws Exception {
        Path file = Tools.shared().resolve("data/ismrmrd/" + expected.file() + ".mrd.h5");
        Map<FrameKey, double[][]> truth = ReferenceImages.of(file, false);
        try (MessageSource source = new FileSource(file)) {
            assertThat(source.messages()).isEqualTo((long) expected.frames() * expected.lines());
            Received received = scan(source, "auto", null);
            assertThat(received.report().failure()).isNull();
            assertThat(received.report().texts()).isEmpty();
            assertThat(received.images()).hasSize(expected.frames());
            for (ReceivedImage image : received.images()) {
                ImageMeta meta = ImageMeta.parse(image.image().metaXml());
                assertThat(meta.get("LarmorRecipe")).isEqualTo("rss");
                assertThat(meta.names()).doesNotContain("LarmorIncomplete", "LarmorFallback", "LarmorPartialFourier");
                assertThat(ReferenceImages.error(
                                image.image().floats(), truth.get(FrameKey.parse(meta.get("LarmorFrame")))))
                        .isLessThan(1e-4);
            }
        }
    }

    private static StreamReplies replies(ScannerStream stream, String config, @Nullable String text)
            throws Exception {
        try (MessageSource source = stream.messages()) {
            Received received = scan(source, config, text);
            return new StreamReplies(stream, received.images(), received.report());
        }
    }

    private record Received(List<ReceivedImage> images, ScanReport report) {}

    private static Received scan(MessageSource source, String config, @Nullable String text) throws Exception {
        List<ReceivedImage> images = Collections.synchronizedList(new ArrayList<>());
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        ScannerSettings settings =
                ScannerSettings.of("127.0.0.1", port, config).withText(text).withPatience(PATIENCE);
        ScanReport report = new ScannerClient(settings, listener).run(source);
        return new Received(List.copyOf(images), report);
    }

    private static String line(StreamRow row, StreamReplies replies, List<String> problems) {
        List<String> told = new ArrayList<>();
        for (String mark : List.of("LarmorIncomplete", "LarmorFallback", "LarmorPartialFourier")) {
            if (!replies.images().isEmpty() && !replies.metas(mark).equals(List.of("-"))) {
                told.add(mark.substring("Larmor".length()) + " " + replies.metas(mark));
            }
        }
        told.addAll(replies.texts());
        return "%-38s %-12s %6d %-8s %9.5f %6.3f  %s%s".formatted(
                row.stream(),
                row.config(),
                replies.images().size(),
                String.join(",", replies.metas("LarmorRecipe")),
                replies.error(row.expected().truth()),
                row.expected().bound(),
                String.join(" | ", told),
                problems.isEmpty() ? "" : "\n    WRONG: " + String.join("; ", problems));
    }
}
