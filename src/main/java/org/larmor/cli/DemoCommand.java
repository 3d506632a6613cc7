package org.larmor.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.larmor.cli.live.LiveSite;
import org.larmor.mrd.FrameKey;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.Magnitude;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor demo}: the whole way of the data in one process, with three simulated scanners at once. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs every role with an embedded broker, sends three simulated scans and judges their images. Then a "
                + "simulated site learns: it gathers, trains, judges, tries and swaps, in some three minutes.",
        footer = {
            "",
            "At a terminal it stays, with its live page, until Enter. Exit codes: 0 fine, 1 an image is missing or wrong."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int HTTP_PORT = 8080;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Keep the data there. Default: a folder removed at the end.")
    private @Nullable Path data;

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "The contact sheet. Default: larmor-demo.png in target/, or else in the system's folder for "
                    + "temporary files.")
    private @Nullable Path sheet;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Option(names = "--no-learning", description = "Leave out the second part, in which a simulated site learns.")
    private boolean noLearning;

    @Override
    public Integer call() throws Exception {
        // the contact sheet is drawn, never shown
        System.setProperty("java.awt.headless", "true");
        QuietLog.warningsOnly();
        try (Interruption interruption = Interruption.ofThisThread()) {
            try {
                return run();
            } catch (Exception e) {
                // Ctrl-C fails whatever was being done, each in its own way: that is no error to tell.
                if (interruption.requested()) {
                    return ExitCode.FAILED;
                }
                throw e;
            }
        }
    }

    private int run() throws Exception {
        long start = System.nanoTime();
        try (DemoFolder folder = DemoFolder.of(data);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<DemoScanner> scanners = DemoScanner.all();
            List<Future<Map<FrameKey, Magnitude>>> truths = new ArrayList<>();
            // drawn while the broker starts, so that the scanners' own work does not disturb the latencies
            scanners.forEach(scanner -> truths.add(threads.submit(scanner::truths)));
            say("starting a broker, a gateway, a router and a worker, and drawing the phantoms …");
            NodeConfig config = NodeConfig.allInOne(folder.path(), freeHttpPort());
            try (Node node = Node.start(config)) {
                Map<DemoScanner, Map<FrameKey, Magnitude>> drawn = new LinkedHashMap<>();
                for (int i = 0; i < scanners.size(); i++) {
                    drawn.put(scanners.get(i), truths.get(i).get());
                }
                say(String.format(Locale.ROOT, "ready after %.1f s; live page: %s/", seconds(start), url(node)));
                warmUp(node);
                say("three scanners at once …");
                List<DemoResult> results = scan(node, drawn, threads);
                int code = judge(results, folder.base());
                if (code == ExitCode.FINE) {
                    say(String.format(Locale.ROOT, "all images came and are right; %.1f s in all", seconds(start)));
                    if (!noLearning) {
                        learn(new LiveSite(node, config, "the demo"), folder);
                        say(String.format(Locale.ROOT, "%.1f s in all", seconds(start)));
                    }
                    stay(node);
                }
                return code;
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void warmUp(Node node) throws IOException, InterruptedException {
        long start = System.nanoTime();
        DemoScanner scanner = DemoScanner.warmUp();
        try (MessageSource source = scanner.scan().messages()) {
            ScanReport report = new ScannerClient(scanner.settings(mrd(node)), ScanListener.NONE).run(source);
            say(String.format(Locale.ROOT, "warmed up by %d images in %.1f s", report.images(), seconds(start)));
        }
    }

    private List<DemoResult> scan(
            Node node, Map<DemoScanner, Map<FrameKey, Magnitude>> scanners, ExecutorService threads)
            throws InterruptedException, IOException {
        InetSocketAddress mrd = mrd(node);
        List<Future<DemoResult>> running = new ArrayList<>();
        List<DemoResult> results = new ArrayList<>();
        try (DemoProgress progress = new DemoProgress(
                List.copyOf(scanners.keySet()), atTerminal(), spec.commandLine().getOut())) {
            scanners.forEach((scanner, truths) -> running.add(
                    threads.submit(() -> DemoScan.run(scanner, mrd, truths, progress))));
            for (Future<DemoResult> scan : running) {
                results.add(scan.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("a simulated scanner failed: " + e.getCause(), e);
        }
        return results;
    }

    private int judge(List<DemoResult> results, Path base) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Table table = DemoResult.table(results);
        out.println();
        table.print(out);
        out.println();
        if (json != null) {
            table.writeJson(json);
        }
        results.stream().flatMap(result -> result.report().texts().stream().map(text -> result.scanner().name() + ": " + text))
                .forEach(this::say);
        Path file = sheetFile(base);
        ContactSheet.write(results, file);
        say("contact sheet: " + file);
        Optional<String> trouble =
                results.stream().map(DemoResult::trouble).flatMap(Optional::stream).findFirst();
        if (trouble.isPresent()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(spec.commandLine().getColorScheme().errorText("larmor demo: " + trouble.get()));
            err.flush();
            return ExitCode.FAILED;
        }
        return ExitCode.FINE;
    }

    private void learn(LiveSite site, DemoFolder folder) throws IOException, InterruptedException {
        DemoLearning.Lesson lesson = new DemoLearning(site, folder.path(), spec.commandLine().getOut()).run();
        Path file = sheetFile(folder.base());
        Path learned = file.resolveSibling(file.getFileName().toString().replaceFirst("(\\.png)?$", "-learned.png"));
        LessonSheet.write(lesson, learned);
        say("what it has learned: " + learned);
    }

    private Path sheetFile(Path base) {
        return (sheet == null ? base.resolve("larmor-demo.png") : sheet).toAbsolutePath().normalize();
    }

    /** Until Enter, or the end of the input; the read itself cannot be interrupted, so it has a thread to itself. */
    private void stay(Node node) throws InterruptedException {
        if (!atTerminal()) {
            return;
        }
        say("the live page stays at " + url(node) + "/ until you press Enter");
        CountDownLatch entered = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("larmor-demo-enter").start(() -> {
            System.console().readLine();
            entered.countDown();
        });
        entered.await();
    }

    /** The usual port, or 0, which picks one, where it is taken. */
    private static int freeHttpPort() {
        try (ServerSocket usual = new ServerSocket(HTTP_PORT)) {
            return usual.getLocalPort();
        } catch (IOException e) {
            return 0;
        }
    }

    private static InetSocketAddress mrd(Node node) {
        String mrd = Objects.requireNonNull(node.endpoints().mrd());
        int colon = mrd.lastIndexOf(':');
        return new InetSocketAddress(mrd.substring(0, colon), Integer.parseInt(mrd.substring(colon + 1)));
    }

    private static String url(Node node) {
        return Objects.requireNonNull(node.endpoints().http());
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static boolean atTerminal() {
        // Java 25 has no console at all without a terminal, releases around it have one that says so
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
}
