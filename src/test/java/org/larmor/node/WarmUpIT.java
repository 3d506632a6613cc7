package org.larmor.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.Topic;
import org.larmor.bus.Topics;
import org.larmor.scan.Recipe;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** A node listens, warms every recipe that it serves, then is ready; and nobody sees anything of the scan that it did it with. */
@Timeout(120)
class WarmUpIT {
    /** What a process says of itself and of the model that comes with it, scans or no scans. */
    private static final Set<Topic<?, ?>> OF_THE_PROCESS = Set.of(
            Topics.STATUS, Topics.SITE, Topics.TOKENS, Topics.ADAPT_EVENTS, Topics.MODEL_WEIGHTS, Topics.MODEL_VERSIONS,
            Topics.MODEL_ALIASES);

    @TempDir
    private Path folder;

    @Test
    void everyRecipeIsWarmedBeforeTheNodeIsReadyAndLeavesNoTrace() throws Exception {
        NodeConfig config = NodeConfig.read(
                Map.of(
                        "data", folder.resolve("site").toString(),
                        "roles", "broker,router,worker,gateway",
                        "mrd-port", "0",
                        "http-port", "0"),
                Map.of());
        Path ready = folder.resolve("site").resolve("endpoints.json");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(WarmUp.class);
        said.start();
        log.addAppender(said);
        try (Node node = Node.listen(config)) {
            HttpCaller http = new HttpCaller(node);
            assertThat(http.get("/health/ready", null).statusCode()).isEqualTo(503);
            assertThat(http.get("/health/ready", null).body()).contains("WARMING");
            assertThat(ready).doesNotExist();
            String[] scanners = node.endpoints().mrd().split(":", -1);
            new Socket(scanners[0], Integer.parseInt(scanners[1])).close();

            assertThat(node.awaitReady()).isTrue();
            assertThat(http.get("/health/ready", null).statusCode()).isEqualTo(200);
            assertThat(Files.exists(ready)).isTrue();

            assertThat(said.list).as("nothing failed, nothing was late").allMatch(event -> event.getLevel() == Level.INFO);
            List<String> recipes = Arrays.stream(Recipe.values()).filter(Recipe::makesImages).map(Recipe::label).toList();
            assertThat(said.list).singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains(recipes));

            for (Topic<?, ?> topic : Topics.ALL) {
                if (!OF_THE_PROCESS.contains(topic)) {
                    AtomicLong records = new AtomicLong();
                    LogSnapshot.read(node.kafka(), topic, one -> records.incrementAndGet());
                    assertThat(records).as("records of %s", topic).hasValue(0);
                }
            }
            String metrics = http.get("/metrics", null).body();
            for (String counter : List.of(
                    "larmor_frame_latency_seconds_count", "larmor_jobs_total", "larmor_chunks_loaded_total",
                    "larmor_scans_total", "larmor_frames_total", "larmor_images_total", "larmor_ingest_bytes_total")) {
                assertThat(sum(metrics, counter)).as(counter).isZero();
            }
        } finally {
            log.detachAppender(said);
        }
    }

    private static double sum(String metrics, String counter) {
        Matcher matcher = Pattern.compile("^" + counter + "(\\{[^}]*})? (\\S+)$", Pattern.MULTILINE).matcher(metrics);
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(2));
        }
        return sum;
    }
}
