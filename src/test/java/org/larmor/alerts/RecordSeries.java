package org.larmor.alerts;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Records the series that the dashboards and the rules ask for, from a process that runs, until it ends. It needs nothing
 * but the JDK, so that {@code java src/test/java/org/larmor/alerts/RecordSeries.java http://127.0.0.1:8080/metrics FILE}
 * does it, beside {@code mvn exec:exec@demo} at a terminal, which stays until Enter.
 *
 * <p>The file has the times of the scrapes, ms since the epoch, and a line for each series: its name and labels, then its
 * value at each of those times, {@code _} where it was not there. Labels {@code job} and {@code instance} are added, and the
 * series {@code up}, as Prometheus adds them when it scrapes.
 */
final class RecordSeries {
    /** What a value is called that is not there. */
    static final String ABSENT = "_";

    /** As often as docker/prometheus/prometheus.yml says. */
    private static final Duration EVERY = Duration.ofSeconds(15);

    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final String TARGET = "job=\"larmor\",instance=\"demo:8080\"";

    private final Set<String> asked;
    private final List<Long> times = new ArrayList<>();
    private final Map<String, List<String>> series = new TreeMap<>();

    private RecordSeries(Set<String> asked) {
        this.asked = asked;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        RecordSeries recording = new RecordSeries(words(Path.of("docker")));
        recording.record(URI.create(args[0]));
        recording.write(Path.of(args[1]));
        System.out.println(recording.times.size() + " scrapes, " + recording.series.size() + " series");
    }

    /** All words of the dashboards and rules: among them are the names that they ask for. */
    private static Set<String> words(Path folder) throws IOException {
        Set<String> words = new HashSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher word = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*").matcher(Files.readString(file));
                while (word.find()) {
                    words.add(word.group());
                }
            }
        }
        return words;
    }

    private void record(URI metrics) throws InterruptedException {
        long since = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(10)).build();
            while (true) {
                try {
                    long at = System.currentTimeMillis();
                    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                    take(at, answer.statusCode() == OK ? answer.body() + "\nup 1" : "up 0");
                } catch (IOException e) {
                    if (!times.isEmpty() || System.nanoTime() - since > PATIENCE.toNanos()) {
                        return; // it has ended, or never began
                    }
                }
                Thread.sleep(times.isEmpty() ? Duration.ofSeconds(1) : EVERY);
            }
        }
    }

    private void take(long at, String text) {
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches() && isAsked(sample.group(1))) {
                String labels = sample.group(2) == null ? TARGET : TARGET + "," + sample.group(2);
                List<String> values = series.computeIfAbsent(sample.group(1) + "{" + labels + "}", one -> new ArrayList<>());
                while (values.size() < times.size()) {
                    values.add(ABSENT);
                }
                values.add(sample.group(3));
            }
        }
        times.add(at);
    }

    private boolean isAsked(String name) {
        return name.startsWith("larmor_") || asked.contains(name);
    }

    private void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("# Recorded by RecordSeries from a run of the demo; not to be edited.\n");
            out.write("times");
            for (long time : times) {
                out.write(" " + time);
            }
            for (Map.Entry<String, List<String>> one : series.entrySet()) {
                out.write("\n" + one.getKey());
                for (int i = 0; i < times.size(); i++) {
                    out.write(" " + (i < one.getValue().size() ? one.getValue().get(i) : ABSENT));
                }
            }
            out.write("\n");
        }
    }
}
