package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.gate.Report;
import org.larmor.adapt.gate.ReportPage;
import org.larmor.adapt.runs.RunCurves;
import org.larmor.adapt.samples.ImageStore;
import org.larmor.adapt.samples.SampleException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ExampleImage;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.GateReport;
import org.larmor.bus.record.RunOrder;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.run.Curves;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor adapt show}. */
@Command(
        name = "show",
        description = "A training run: what it was made of, what happened, and its curves.",
        mixinStandardHelpOptions = true)
final class AdaptShowCommand implements Callable<Integer> {
    private static final long MICROS_PER_MS = 1000;

    @Parameters(paramLabel = "RUN", description = "As `larmor adapt runs` names it.")
    private String run;

    @Option(names = "--out", paramLabel = "DIR", description = "Write its curves there, as curves.csv and curves.png, and its example images, where the keys are.")
    private @Nullable Path out;

    @Mixin
    private KafkaTarget target;

    @Mixin
    private SampleKeysOption sampleKeys;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        RunRecord record = LogTable.read(kafka, Topics.ADAPT_RUNS)
                .get(run)
                .orElseThrow(() -> new DataException("there is no run " + run));
        PrintWriter print = spec.commandLine().getOut();
        print.println(run + " of " + record.order().domain() + ": " + made(record.order()));
        List<AdaptEvent> events = EventChain.read(kafka).events();
        for (AdaptEvent event : events) {
            String told = told(event.what());
            if (!told.isEmpty()) {
                Instant at = Instant.ofEpochMilli(event.at() / MICROS_PER_MS).truncatedTo(ChronoUnit.SECONDS);
                print.println("  " + at + "  " + told);
            }
        }
        if (record.order() instanceof GateOrder) {
            Optional<GateReport> report = LogTable.read(kafka, Topics.ADAPT_REPORTS).get(run);
            if (report.isPresent()) {
                Report read = Report.ofJson(report.get().json());
                new GateText(read).print(print);
                if (out != null) {
                    Files.createDirectories(out);
                    Files.writeString(out.resolve("report.json"), report.get().json());
                    Files.writeString(out.resolve("report.html"), ReportPage.of(read, pictures(kafka, read, print)));
                    print.println("report.json and report.html in " + out);
                }
            }
        }
        List<String> curves = RunCurves.of(events, run);
        if (out != null) {
            Files.createDirectories(out);
            if (!curves.isEmpty()) {
                Curves.draw(curves, out);
                print.println((curves.size() - 1) + " rows of curves in " + out);
            }
            writeImages(kafka, RunCurves.images(events, run), out, print);
        }
        print.flush();
        return ExitCode.FINE;
    }

    /** The pictures of the worst slices that can be opened here, by their hash. */
    private Map<String, byte[]> pictures(KafkaConnection kafka, Report report, PrintWriter print) {
        ImageStore store = new ImageStore(kafka, sampleKeys.of(target));
        Map<String, byte[]> pictures = new HashMap<>();
        report.worst().forEach(slice -> {
            try {
                store.read(slice.image()).ifPresent(png -> pictures.put(slice.image().sha256(), png));
            } catch (IOException | SampleException e) {
                print.println("the picture of " + slice.slice() + " cannot be had: " + e.getMessage());
            }
        });
        return pictures;
    }

    private void writeImages(KafkaConnection kafka, List<ExampleImage> images, Path folder, PrintWriter print)
            throws IOException {
        ImageStore store = new ImageStore(kafka, sampleKeys.of(target));
        for (ExampleImage image : images) {
            String name = "example-" + image.step() + ".png";
            Optional<byte[]> png;
            try {
                png = store.read(image);
            } catch (IOException | SampleException e) {
                print.println(name + " cannot be had: " + e.getMessage());
                continue;
            }
            if (png.isEmpty()) {
                print.println(name + " cannot be had: the key of scan " + image.scan() + " is not here");
            } else {
                Files.write(folder.resolve(name), png.get());
                print.println(name + " of " + image.sample() + " after " + image.step() + " steps in " + folder);
            }
        }
    }

    /** What a run is made of. */
    private static String made(RunOrder order) {
        return switch (order) {
            case TrainingOrder training ->
                "from " + training.champion() + ", " + training.samples().size() + " samples, "
                        + training.proxies().size() + " proxies, " + training.validation().size() + " to measure by; "
                        + training.steps() + " steps, at most " + training.minutes() + " minutes"
                        + (training.weights() > 0 ? " and a drift of " + training.weights() : "");
            case GateOrder gate ->
                "whether " + gate.challenger() + " may serve, against " + gate.champion() + " and the baseline "
                        + gate.baseline() + ", by " + gate.samples().size() + " held-out samples and "
                        + gate.proxies().size() + " proxies; criteria " + gate.criteriaHash();
        };
    }

    /** What it says of this run; empty where it says nothing. */
    private String told(AdaptEvent.What what) {
        return switch (what) {
            case AdaptEvent.RunOrdered ordered when ordered.order().run().equals(run) ->
                "ordered by " + ordered.by() + ": " + ordered.reason();
            case AdaptEvent.RunClaimed claimed when claimed.run().equals(run) ->
                "begun, or gone on with, by " + claimed.trainer();
            case AdaptEvent.RunEnded ended when ended.run().equals(run) ->
                ended.version() == null
                        ? "failed: " + ended.failure()
                        : "ended after " + ended.steps() + " steps: " + ended.version();
            case AdaptEvent.GateEnded ended when ended.run().equals(run) ->
                ended.verdict() == null
                        ? "failed: " + ended.failure()
                        : "ended: " + ended.verdict().name().toLowerCase(Locale.ROOT);
            default -> "";
        };
    }
}
