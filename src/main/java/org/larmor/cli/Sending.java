package org.larmor.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanArchive;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command that plays a scanner: it sends a scan, shows how that goes, keeps what comes back and says how it ended.
 *
 * @param spec the command's
 * @param expect how many images there must be; 0 where that is not known
 * @param out the folder where the images are kept, null for none
 * @param json the file that the table is written to as well, null for none
 */
record Sending(
        CommandSpec spec, ScannerSettings settings, int expect, @Nullable Path out, @Nullable Path json) {

    /**
     * Sends the scan, which stays the caller's to close.
     *
     * @param what was sent, for the report
     * @return the exit code
     */
    int run(MessageSource source, Map<String, Object> what) throws IOException, InterruptedException {
        PrintWriter print = spec.commandLine().getOut();
        ScanReport report;
        try (ScanArchive archive = out == null ? null : new ScanArchive(out);
                Progress progress = new Progress(source.messages(), archive, print)) {
            report = new ScannerClient(settings, progress).run(source);
            if (archive != null) {
                archive.finish(about(what), report);
            }
        }
        show(report, print);
        return exitCode(report);
    }

    private Map<String, Object> about(Map<String, Object> what) {
        Map<String, Object> about = new LinkedHashMap<>(what);
        about.put("host", settings.host());
        about.put("port", settings.port());
        about.put("config", settings.config());
        return about;
    }

    private void show(ScanReport report, PrintWriter print) throws IOException {
        Table table = new Table(
                "frames", "images", "images/s", "MB sent", "MB/s", "p50 ms", "p90 ms", "p99 ms", "max ms");
        table.row(
                report.frames(),
                report.images(),
                report.imagesPerSecond(),
                report.bytesSent() / 1e6,
                report.megabytesPerSecondSent(),
                latency(report, 0.5),
                latency(report, 0.9),
                latency(report, 0.99),
                latency(report, 1));
        table.print(print);
        if (json != null) {
            table.writeJson(json);
        }
        if (out != null) {
            print.println("images, PNGs and report.json in " + out.toAbsolutePath().normalize());
            print.flush();
        }
    }

    private static Object latency(ScanReport report, double share) {
        return report.latencies().length == 0 ? "-" : report.latencyMillis(share);
    }

    private int exitCode(ScanReport report) {
        String refusal = report.texts().stream()
                .filter(message -> message.startsWith("ERR "))
                .findFirst()
                .orElse(null);
        if (!report.closed() || report.images() < expect) {
            String why = report.failure() != null ? report.failure() : refusal;
            return failed(
                    report.images() + " images" + (expect > 0 ? " of " + expect : "") + (why == null ? "" : ": " + why),
                    ExitCode.IMAGES_MISSING);
        }
        if (refusal != null) {
            return failed("the server says: " + refusal, ExitCode.FAILED);
        }
        String failure = report.failure();
        return failure == null ? ExitCode.FINE : failed(failure, ExitCode.FAILED);
    }

    private int failed(String why, int code) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.commandLine().getColorScheme().errorText("larmor " + spec.name() + ": " + why.replaceAll("\\R", " ")));
        err.flush();
        return code;
    }

    /** Shows how far the sending is, at a terminal; passes images on to the archive and texts to the output. */
    private static final class Progress implements ScanListener, AutoCloseable {
        private static final int UPDATE_MILLIS = 200;

        private final @Nullable ScanArchive archive;
        private final PrintWriter print;
        private final @Nullable ProgressBar bar;

        Progress(long messages, @Nullable ScanArchive archive, PrintWriter print) {
            this.archive = archive;
            this.print = print;
            // Java 25 has no console at all without a terminal, releases around it have one that says so
            this.bar = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                    ? new ProgressBarBuilder()
                            .setTaskName("sending")
                            .setInitialMax(messages)
                            .setUnit(" readouts", 1)
                            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                            .setUpdateIntervalMillis(UPDATE_MILLIS)
                            .build()
                    : null;
        }

        @Override
        public void sent(long messages) {
            if (bar != null) {
                bar.stepTo(messages);
            }
        }

        @Override
        public void image(ReceivedImage image) throws IOException {
            if (archive != null) {
                archive.image(image);
            }
            if (bar != null) {
                bar.setExtraMessage(image.number() + " images");
            }
        }

        @Override
        public void text(String text) {
            print.println(text);
            print.flush();
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
