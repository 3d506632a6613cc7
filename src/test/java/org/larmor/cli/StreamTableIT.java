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
        node = Node.start(NodeOptions.allInOne(folder.resolve("data"), 0));
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

    private static StreamReplies replies(ScannerStream stream, String config, @Nullable String text)
            throws Exception {
        List<ReceivedImage> images = Collections.synchronizedList(new ArrayList<>());
        ScanListener listener = new ScanListener() {
            @Override
            public void image(ReceivedImage image) {
                images.add(image);
            }
        };
        ScannerSettings settings =
                ScannerSettings.of("127.0.0.1", port, config).withText(text).withPatience(PATIENCE);
        try (MessageSource source = stream.messages()) {
            ScanReport report = new ScannerClient(settings, listener).run(source);
            return new StreamReplies(stream, List.copyOf(images), report);
        }
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
