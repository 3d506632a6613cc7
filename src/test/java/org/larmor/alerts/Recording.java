package org.larmor.alerts;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link RecordSeries} has recorded of a demo.
 *
 * @param times of the scrapes, ms since the epoch
 * @param series values at those times, by name and labels
 */
record Recording(long[] times, Map<String, List<String>> series) {
    static Recording read() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/org/larmor/alerts/demo.series")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        long[] times = Arrays.stream(lines.getFirst().split(" ")).skip(1).mapToLong(Long::parseLong).toArray();
        Map<String, List<String>> series = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int end = line.lastIndexOf('}') + 1; // labels may have spaces
            series.put(line.substring(0, end), List.of(line.substring(end + 1).split(" ")));
        }
        return new Recording(times, series);
    }

    long firstSecond() {
        return times[0] / 1000;
    }

    long lastSecond() {
        return times[times.length - 1] / 1000 + 1;
    }

    /** Writes it as promtool reads it. */
    void writeOpenMetrics(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Map.Entry<String, List<String>> one : series.entrySet()) {
                for (int i = 0; i < times.length; i++) {
                    String value = one.getValue().get(i);
                    if (!value.equals(RecordSeries.ABSENT)) {
                        out.write(one.getKey() + " " + value + " " + times[i] / 1000.0 + "\n");
                    }
                }
            }
            out.write("# EOF\n");
        }
    }
}
