package org.larmor.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.larmor.node.Endpoints;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanArchive;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.stream.ScannerStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor send}: plays a scan to a server as a scanner would, and keeps what comes back. */
@Command(
        name = "send",
        description = "Stream an ISMRMRD raw-data file, or a simulated scan, to an MRD server as a scanner does, and "
                + "receive its images.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  larmor send scan.h5 --config rss --out images",
            "  larmor send scan.h5 --data .larmor --config sense --expect 20",
            "  larmor send scan.h5 --host scanner-gw --rate 10 --text '{\"parameters\":{\"config\":\"jssl\"}}'",
            "  larmor send --simulate lost-lines --data .larmor --config sense",
            "",
            "Exit codes: 0 fine, 1 failed, 2 usage, 3 images missing (fewer than --expect, or no close)."
        })
public final class SendCommand implements Callable<Integer> {
    private static final int MRD_PORT = 9002;

    @ArgGroup(multiplicity = "1")
    private Scan scan;

    @Option(names = "--host", paramLabel = "HOST", description = "Where the server is (localhost).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Its MRD port (" + MRD_PORT + ").")
    private @Nullable Integer port;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder of a running `larmor serve`, for both.")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "NAME",
            description = "The recipe that is asked for (${DEFAULT-VALUE}).",
            defaultValue = "auto")
    private String config;

    @Option(names = "--text", paramLabel = "JSON", description = "Parameters, sent as text after the header.")
    private @Nullable String text;

    @Option(names = "--rate", paramLabel = "N", description = "Frames sent a second (as fast as they are taken).")
    private double rate;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the server may stay silent after the last readout (${DEFAULT-VALUE}).",
            defaultValue = "120")
    private int timeout;

    @Option(names = "--expect", paramLabel = "N", description = "How many images there must be.")
    private int expect;

    @Option(names = "--out", paramLabel = "DIR", description = "Keep images.mrd, PNGs and report.json there.")
    private @Nullable Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ScannerSettings settings = settings();
        PrintWriter print = spec.commandLine().getOut();
        ScanReport report;
        try (MessageSource source = scan.source();
                ScanArchive archive = out == null ? null : new ScanArchive(out);
                Progress progress = new Progress(source.messages(), archive, print)) {
            report = new ScannerClient(settings, progress).run(source);
            if (archive != null) {
                archive.finish(about(settings), report);
            }
        }
        show(report, print);
        return exitCode(report);
    }

    private ScannerSettings settings() throws IOException {
        String atHost = host == null ? "localhost" : host;
        int atPort = port == null ? MRD_PORT : port;
        if (data != null) {
            String mrd = Endpoints.read(data).mrd();
            int colon = mrd == null ? -1 : mrd.lastIndexOf(':');
            if (mrd == null || colon < 0) {
                throw new IOException("the server of " + data + " has no MRD port");
            }
            atHost = host == null ? mrd.substring(0, colon) : host;
            atPort = port == null ? Integer.parseInt(mrd.substring(colon + 1)) : port;
        }
        if (expect < 0 || timeout < 1) {
            throw new ParameterException(spec.commandLine(), "--expect and --timeout count upwards");
        }
        try {
            return ScannerSettings.of(atHost, atPort, config)
                    .withText(text)
                    .withFramesPerSecond(rate)
                    .withPatience(Duration.ofSeconds(timeout));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Map<String, Object> about(ScannerSettings settings) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("file", scan.name());
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
        err.println(spec.commandLine().getColorScheme().errorText("larmor send: " + why.replaceAll("\\R", " ")));
        err.flush();
        return code;
    }

    /** What is sent: either of two. */
    private static final class Scan {
        @Parameters(paramLabel = "FILE", description = "ISMRMRD raw data (HDF5).")
        private @Nullable Path file;

        @Option(
                names = "--simulate",
                paramLabel = "SCAN",
                description = "A simulated scan, of the right ones or those that go wrong; an unknown name lists them.",
                converter = StreamConverter.class)
        private @Nullable ScannerStream simulated;

        MessageSource source() throws IOException {
            return simulated == null ? new FileSource(Objects.requireNonNull(file)) : simulated.messages();
        }

        String name() {
            return simulated == null ? String.valueOf(file) : simulated.name();
        }
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
