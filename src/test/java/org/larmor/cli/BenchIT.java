package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Every section of the bench that ends soon where little is asked of it; the figures are nobody's goal here. */
@Tag("full")
class BenchIT {
    @TempDir
    private Path folder;

    @Test
    void sectionsMeasureInProcessesOfTheirOwn() throws IOException {
        Path json = folder.resolve("bench.json");
        String said = Commands.run(List.of(
                "bench", "--sections", "cold,apart,latency,small,memory", "--pairs", "1", "--repetitions", "15",
                "--seconds", "1", "--json", json.toString()));
        Map<String, JsonNode> rows = new HashMap<>();
        for (JsonNode row : new JsonMapper().readTree(json.toFile())) {
            String key = row.path("section").asText() + "/" + row.path("stage").asText() + "/"
                    + row.path("measure").asText();
            assertThat(rows.put(key, row)).as(key).isNull();
            assertThat(row.path("values")).as(key).isNotEmpty().allMatch(JsonNode::isNumber);
        }
        for (String key : List.of(
                "cold/stream, first scan/of plain Kafka",
                "apart/of plain Kafka/rate",
                "apart/stream, CPU s/GB/worker's process",
                "latency/64 scanners, overhead/p99 ms",
                "small/200 scanners/frames/s",
                "memory/64 scanners / 8/peak resident MB")) {
            assertThat(rows).containsKey(key);
            assertThat(rows.get(key).path("median").asDouble()).as(key).isPositive();
        }
        assertThat(rows.get("small/1 scanner, bytes a frame/mrd.data").path("median").asDouble())
                .as("64 lines of 64 samples and 8 coils, complex64, and a header of 340 bytes each, once")
                .isBetween(64 * (64 * 8 * 8 + 340.0), 1.01 * 64 * (64 * 8 * 8 + 340.0));
        assertThat(said).contains("of plain Kafka");
    }
}
