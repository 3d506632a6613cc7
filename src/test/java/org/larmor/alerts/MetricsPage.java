package org.larmor.alerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The tables of k8s/METRICS.md. */
record MetricsPage(List<Metric> metrics, List<Prefix> prefixes) {
    private static final String EVERY_ROLE = "all";

    /**
     * A metric of Larmor's own.
     *
     * @param there {@code always}, or when it is there
     */
    record Metric(String name, String type, Set<String> labels, Set<String> roles, String there) {
        boolean isOf(Set<String> some) {
            return isFor(roles, some);
        }

        boolean isAlways() {
            return there.equals("always");
        }
    }

    /** What all metrics of somebody else begin with. */
    record Prefix(String text, Set<String> roles) {
        boolean isOf(Set<String> some) {
            return isFor(roles, some);
        }
    }

    private static boolean isFor(Set<String> roles, Set<String> some) {
        return roles.contains(EVERY_ROLE) || some.stream().anyMatch(roles::contains);
    }

    static MetricsPage read() throws IOException {
        List<List<String>> rows = Files.readAllLines(Path.of("k8s/METRICS.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList())
                .toList();
        return new MetricsPage(
                rows.stream()
                        .filter(row -> row.size() == 8)
                        .map(row -> new Metric(code(row.get(0)), row.get(1), codes(row.get(3)), words(row.get(4)), row.get(5)))
                        .toList(),
                rows.stream()
                        .filter(row -> row.size() == 4)
                        .map(row -> new Prefix(code(row.get(0)), words(row.get(1))))
                        .toList());
    }

    /** Whether the page speaks of a series of that name. */
    boolean hasSeries(String name) {
        return metrics.stream().anyMatch(metric -> seriesOf(metric).anyMatch(name::equals))
                || prefixes.stream().anyMatch(prefix -> name.startsWith(prefix.text()));
    }

    /** Whether the page speaks of a metric that is called so. */
    boolean hasFamily(String name) {
        return metrics.stream().anyMatch(metric -> metric.name().equals(name))
                || prefixes.stream().anyMatch(prefix -> name.startsWith(prefix.text()));
    }

    private static Stream<String> seriesOf(Metric metric) {
        return switch (metric.type()) {
            case "histogram" -> Stream.of("_bucket", "_count", "_sum").map(end -> metric.name() + end);
            case "summary" -> Stream.of("_count", "_sum").map(end -> metric.name() + end);
            default -> Stream.of(metric.name());
        };
    }

    private static String code(String cell) {
        return cell.replace("`", "");
    }

    private static Set<String> codes(String cell) {
        return cell.isEmpty() ? Set.of() : words(code(cell));
    }

    private static Set<String> words(String cell) {
        return new HashSet<>(List.of(cell.split(", ")));
    }
}
