package org.larmor.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.larmor.sim.ScanReport;

/** One bar over all scanners' images at a terminal; elsewhere a line for each scanner that has ended. */
final class DemoProgress implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;

    private final PrintWriter out;
    private final Map<String, Integer> images = new ConcurrentSkipListMap<>();
    private final @Nullable ProgressBar bar;

    DemoProgress(List<DemoScanner> scanners, boolean terminal, PrintWriter out) {
        this.out = out;
        scanners.forEach(scanner -> images.put(scanner.name(), 0));
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("images")
                        .setInitialMax(scanners.stream()
                                .mapToLong(scanner -> scanner.scan().frames())
                                .sum())
                        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                        .setUpdateIntervalMillis(UPDATE_MILLIS)
                        .hideEta()
                        .build()
                : null;
    }

    void image(DemoScanner scanner, int count) {
        images.put(scanner.name(), count);
        if (bar != null) {
            bar.step();
            bar.setExtraMessage(images.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", ")));
        }
    }

    void ended(DemoScanner scanner, ScanReport report) {
        if (bar == null) {
            out.printf(Locale.ROOT, "%s: %d of %d images after %.1f s%n",
                    scanner.name(), report.images(), scanner.scan().frames(), report.whole().toMillis() / 1000.0);
            out.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
