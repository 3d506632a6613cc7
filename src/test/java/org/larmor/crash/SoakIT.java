package org.larmor.crash;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A site at work for half an hour (or for the minutes that the property {@code larmor.soak} says): scans of several
 * recipes without a pause, and scanners that leave in the middle of theirs. What the process holds must not grow with
 * what it has done.
 */
@Tag("full")
@Timeout(3600)
class SoakIT {
    private static final Duration LASTS = Duration.ofMinutes(Integer.getInteger("larmor.soak", 30));
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);
    private static final List<String> RECIPES = List.of("rss", "sense", "auto", "simplefft", "null");
    private static final int AT_ONCE = 3;

    @RegisterExtension
    private final Rig rig = new Rig();

    /** @param state bytes of the router's state as its changelogs hold it */
    private record Sample(int scans, double residentMb, double threads, double descriptors, double state) {}

    @Test
    void nothingGrowsWithWhatWasDone() throws Exception {
        LarmorProcess site = rig.withBroker("site", "broker,router,worker,gateway").start();
        List<Sample> samples = new ArrayList<>();
        Deque<ScanRun> running = new ArrayDeque<>();
        long begun = System.nanoTime();
        long sampledAt = begun;
        int scans = 0;
        while (System.nanoTime() - begun < LASTS.toNanos()) {
            String recipe = RECIPES.get(scans % RECIPES.size());
            running.add(ScanRun.start(Scans.small(4), site, how -> how.withConfig(recipe)));
            scans++;
            if (scans % 10 == 0) {
                leaveInTheMiddle(site);
            }
            if (running.size() >= AT_ONCE) {
                assertThat(running.remove().awaitEnd().failure()).isNull();
            }
            if (System.nanoTime() - sampledAt >= SAMPLE_EVERY.toNanos()) {
                sampledAt = System.nanoTime();
                samples.add(sample(site, scans));
            }
        }
        for (ScanRun scan : running) {
            assertThat(scan.awaitEnd().failure()).isNull();
        }
        // While code is compiled and buffers find their size the process grows as any does.
        List<Sample> warm = samples.subList(samples.size() / 10, samples.size());
        List<Sample> first = warm.subList(0, warm.size() / 3);
        List<Sample> last = warm.subList(warm.size() - warm.size() / 3, warm.size());
        Figures.show("scans in " + LASTS.toMinutes() + " minutes", scans);
        compare("resident memory, MB", first, last, Sample::residentMb, 1.2);
        compare("threads", first, last, Sample::threads, 1.1);
        compare("descriptors", first, last, Sample::descriptors, 1.2);
        double early = perScan(first);
        double late = perScan(last);
        Figures.show("bytes of state written for a scan, first and last third", "%.0f, %.0f".formatted(early, late));
        assertThat(late).as("bytes of state for each scan").isLessThan(1.2 * early + 1000);
    }

    /** Of what is written: changelogs are compacted now and then, so only where the difference is positive. */
    private static double perScan(List<Sample> third) {
        double bytes = 0;
        int scans = 0;
        for (int i = 1; i < third.size(); i++) {
            double grown = third.get(i).state - third.get(i - 1).state;
            if (grown >= 0) {
                bytes += grown;
                scans += third.get(i).scans - third.get(i - 1).scans;
            }
        }
        return bytes / Math.max(1, scans);
    }

    private static void compare(
            String what, List<Sample> first, List<Sample> last, ToDoubleFunction<Sample> of, double most) {
        double before = first.stream().mapToDouble(of).average().orElseThrow();
        double after = last.stream().mapToDouble(of).average().orElseThrow();
        Figures.show(what + ", first and last third", "%.0f, %.0f".formatted(before, after));
        assertThat(after).as(what + " in the last third").isLessThan(most * before);
    }

    /** A scanner that says which recipe it wants and is gone. */
    private static void leaveInTheMiddle(LarmorProcess site) throws IOException {
        String[] address = site.endpoints().mrd().split(":", 2);
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.getOutputStream().write(new byte[] {1, 0, 'r', 's', 's', 0, 0});
            socket.getOutputStream().flush();
        }
    }

    private static Sample sample(LarmorProcess site, int scans) throws IOException {
        Path process = Path.of("/proc", String.valueOf(site.endpoints().pid()));
        return new Sample(
                scans,
                status(process, "VmRSS:") / 1024,
                status(process, "Threads:"),
                count(process.resolve("fd")),
                changelogs(site.data().resolve("kafka")));
    }

    private static double status(Path process, String field) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static long changelogs(Path kafka) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.walk(kafka)) {
            logs = files.filter(file -> file.toString().contains("-changelog-") && file.toString().endsWith(".log"))
                    .toList();
        }
        long bytes = 0;
        for (Path log : logs) {
            bytes += size(log);
        }
        return bytes;
    }

    private static long size(Path log) throws IOException {
        try {
            return Files.size(log);
        } catch (NoSuchFileException e) {
            return 0; // the log's cleaner was here first
        }
    }
}
