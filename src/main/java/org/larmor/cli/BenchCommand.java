package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import org.larmor.sim.ScannerSettings;
import org.larmor.sim.SimulatedScan;
import org.larmor.telemetry.Hop;
import org.larmor.telemetry.HopRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor bench}: every role and the scanners in this one process, measured side by side with plain Kafka. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the whole way, stream to durable log to image, beside plain Kafka in the same run.",
        footer = {
            "",
            "CPU and memory are the whole process's: broker, gateway, router, workers and the simulated scanners.",
            "",
            "Examples:",
            "  larmor bench",
            "  larmor bench --repetitions 5 --json bench.json"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int COILS = 32;
    private static final int NX = 256;
    private static final int NY = 256;
    private static final double FRAMES_PER_SECOND = 10;
    private static final int FIRST_SECONDS = 3;
    private static final int INTERLEAVED_FRAMES = 160;

    static final String PEAK = "peak resident MB";

    /** Where the bytes of k-space are copied on their way from the socket to the engine, one after the other. */
    static final List<String> COPIES = List.of(
            "kernel → Netty's receive buffer",
            "receive buffer → the frame's open chunk (MrdDecoder)",
            "open chunk → producer batch (KafkaProducer)",
            "batch → kernel",
            "kernel → broker's request buffer",
            "request buffer → page cache (log append)",
            "page cache → kernel socket (sendfile; not of what is handed over)",
            "kernel → worker's fetch buffer (KafkaConsumer; not of what is handed over)",
            "fetch buffer → gridded k-space (KspaceGrid; scattered chunks: ChunkCache too)",
            "gridded k-space → the engine's complex array (ReadoutTransform)");

    @Spec
    private CommandSpec spec;

    @Option(names = "--repetitions", defaultValue = "20", description = "Of 32 coils × 512 × 256 to stream. Default: 20.")
    private int repetitions;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each latency stage. Default: 20.")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the table there.")
    private @Nullable Path json;

    private enum Stage {
        STREAM,
        LATENCY,
        INTERLEAVED
    }

    @Option(
            names = "--stages",
            split = ",",
            defaultValue = "stream,latency,interleaved",
            description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Stage> stages;

    // What measuring memory starts for each number of scanners: a peak must not be the one that another stage left.
    @Option(names = "--interleaved-scanners", hidden = true, defaultValue = "0")
    private int interleavedScanners;

    private final Table table = new Table("stage", "measure", "value", "p99");
    private PrintWriter progress;
    private Node node;

    @Override
    public Integer call() throws Exception {
        progress = spec.commandLine().getErr();
        if (interleavedScanners > 0) {
            stages = Set.of();
        }
        try (DemoFolder folder = DemoFolder.of(null);
                Node running = Node.start(NodeConfig.allInOne(folder.path(), 0))) {
            node = running;
            if (stages.contains(Stage.STREAM)) {
                stream();
            }
            if (stages.contains(Stage.LATENCY)) {
                // a process that has compiled nothing yet is a measure of its own
                latency("1 scanner, first " + FIRST_SECONDS + " s", 1, FIRST_SECONDS);
                for (int scanners : new int[] {1, 8, 64}) {
                    latency(scanners + (scanners == 1 ? " scanner" : " scanners"), scanners, seconds);
                }
            }
            if (interleavedScanners > 0) {
                interleaved(interleavedScanners);
            }
        }
        if (stages.contains(Stage.INTERLEAVED)) {
            double eight = interleavedApart(8);
            double sixtyFour = interleavedApart(64);
            table.row("memory", "peak with 64 scanners / with 8", sixtyFour / eight, "");
        }
        for (int i = 0; interleavedScanners == 0 && i < COPIES.size(); i++) {
            table.row("copies of each payload byte", COPIES.get(i), i + 1, "");
        }
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return 0;
    }

    /** The same bytes through plain Kafka and through everything; the machine's mood is the same for both. */
    private void stream() throws Exception {
        SimulatedScan scan = new SimulatedScan(
                new Phantom(NX, NY, 2, COILS, 1), ScanPlan.plain().withRepetitions(repetitions));
        say("drawing the phantom, warming up");
        // Drawing it and the first scan's compilation are not what is measured.
        run(List.of(new SimulatedScan(scan.phantom(), ScanPlan.plain().withRepetitions(3))), "rss", 0);
        long bytes = 8L * COILS * 2 * NX * NY * repetitions;
        PlainKafka.move(node.kafka(), bytes / 4);
        say("plain Kafka, " + bytes / 1_000_000 + " MB, before and after");
        ProcessMeter before = plain(bytes);
        double plainSeconds = before.seconds();
        double plainCpu = before.cpuSeconds();
        say("streaming " + repetitions + " × 32 coils × 512 × 256");
        settleDisk();
        ProcessMeter meter = new ProcessMeter();
        ScanReport report = run(List.of(scan), "rss", 0).getFirst();
        double seconds = meter.seconds();
        double cpu = meter.cpuSeconds();
        double peak = meter.peakMegabytes();
        ProcessMeter after = plain(bytes);
        plainSeconds = (plainSeconds + after.seconds()) / 2;
        plainCpu = (plainCpu + after.cpuSeconds()) / 2;
        double gigabytes = bytes / 1e9;
        table.row("plain Kafka", "MB/s", bytes / 1e6 / plainSeconds, "")
                .row("plain Kafka", "CPU s/GB", plainCpu / gigabytes, "")
                .row("stream", "MB/s", bytes / 1e6 / seconds, "")
                .row("stream", "of plain Kafka", plainSeconds / seconds, "")
                .row("stream", "images/s", report.images() / seconds, "")
                .row("stream", "CPU s/GB", cpu / gigabytes, "")
                .row("stream", PEAK, peak, "");
    }

    private ProcessMeter plain(long bytes) throws IOException, InterruptedException {
        settleDisk();
        ProcessMeter meter = new ProcessMeter();
        PlainKafka.move(node.kafka(), bytes);
        return meter.stop();
    }

    /** What a stage has left to be written to the disk must not slow the next one. */
    private static void settleDisk() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
    }

    /** Frames of 128 × 128 and 8 coils at ten a second in all, spread evenly over so many scanners. */
    private void latency(String stage, int scanners, int length) throws Exception {
        int frames = Math.max(1, (int) (FRAMES_PER_SECOND * length / scanners));
        Phantom phantom = new Phantom(128, 128, 2, 8, 1);
        List<SimulatedScan> scans = new ArrayList<>();
        for (int i = 0; i < scanners; i++) {
            scans.add(new SimulatedScan(phantom, ScanPlan.plain().withRepetitions(frames)));
        }
        say(stage + ", 10 frames/s in all");
        try (HopRun hops = node.latency().startRun()) {
            run(scans, "rss", FRAMES_PER_SECOND / scanners);
            for (Hop hop : Hop.values()) {
                table.row(stage, hop.label() + " ms", hops.of(hop).at(0.5) / 1e3, hops.of(hop).at(0.99) / 1e3);
            }
        }
    }

    /** The same in a process of its own; returns the peak memory, MB. */
    private double interleavedApart(int scanners) throws IOException, InterruptedException {
        say(scanners + " × " + INTERLEAVED_FRAMES + " interleaved, in a process of its own");
        return BenchProcess.run(table, "--interleaved-scanners", String.valueOf(scanners));
    }

    /** Scans whose 160 slices are all open at once. */
    private void interleaved(int scanners) throws Exception {
        Phantom phantom = new Phantom(32, 32, 2, 4, INTERLEAVED_FRAMES);
        SimulatedScan scan = new SimulatedScan(phantom, ScanPlan.plain().withInterleavedSlices());
        String stage = scanners + " × " + INTERLEAVED_FRAMES + " interleaved";
        say(stage);
        ProcessMeter meter = new ProcessMeter();
        int images = 0;
        for (ScanReport report : run(java.util.Collections.nCopies(scanners, scan), "rss", 0)) {
            images += report.images();
        }
        table.row(stage, "images", images, "")
                .row(stage, "images/s", images / meter.seconds(), "")
                .row(stage, PEAK, meter.peakMegabytes(), "");
    }

    /** Plays scans at once, each to its end. */
    private List<ScanReport> run(List<SimulatedScan> scans, String config, double framesPerSecond) throws Exception {
        int port = Integer.parseInt(node.endpoints().mrd().split(":", 2)[1]);
        ScannerSettings settings = ScannerSettings.of("127.0.0.1", port, config)
                .withFramesPerSecond(framesPerSecond)
                .withPatience(Duration.ofMinutes(5));
        List<ScanReport> reports = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ScanReport>> running = new ArrayList<>();
            for (int i = 0; i < scans.size(); i++) {
                SimulatedScan scan = scans.get(i);
                // Scanners do not march in step: those that keep a pace start one after the other.
                long offset = framesPerSecond == 0 ? 0 : (long) (1e9 * i / (framesPerSecond * scans.size()));
                running.add(threads.submit(() -> {
                    LockSupport.parkNanos(offset);
                    return new ScannerClient(settings, ScanListener.NONE).run(scan.messages());
                }));
            }
            for (int i = 0; i < running.size(); i++) {
                ScanReport report = running.get(i).get();
                if (report.failure() != null || !report.closed() || report.images() != scans.get(i).frames()) {
                    throw new IllegalStateException("a scan did not end well: " + report.images() + " of "
                            + scans.get(i).frames() + " images; " + report.failure() + " " + report.texts());
                }
                reports.add(report);
            }
        }
        return reports;
    }

    private void say(String what) {
        progress.println("bench: " + what);
        progress.flush();
    }
}
