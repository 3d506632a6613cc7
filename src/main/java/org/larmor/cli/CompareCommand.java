package org.larmor.cli;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.eval.BartWavelet;
import org.larmor.jssl.experiment.Cell;
import org.larmor.jssl.experiment.CellResult;
import org.larmor.jssl.experiment.Comparison;
import org.larmor.jssl.experiment.Contender;
import org.larmor.jssl.experiment.Experiment;
import org.larmor.jssl.experiment.PairedDifference;
import org.larmor.jssl.experiment.Plan;
import org.larmor.jssl.experiment.SliceUse;
import org.larmor.models.ModelLibrary;
import org.larmor.recon.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a planned comparison of JSSL, SSL and supervised training with classical methods, cell by"
                + " cell (a cell: one method at one acceleration from one seed).",
        footer = {
            "",
            "A finished cell is not run again, a stopped training goes on, so the command can be stopped (Ctrl-C) and"
                    + " repeated at will. DIR/choosing or DIR/evaluation gets cells/*.json, models/*, slices.csv and"
                    + " comparison.json.",
            "",
            "Examples:",
            "  larmor compare heart --data-root data --slices choosing --cells ssl-4x,jssl-4x --out heart",
            "  larmor compare heart --data-root data --start starter.json --slices evaluation --out heart",
            "",
            "Exit codes: 0 fine, 1 failed, 2 usage, 130 stopped by Ctrl-C."
        })
final class CompareCommand implements Callable<Integer> {
    private static final int STOPPED = 130;

    @Parameters(paramLabel = "PLAN", description = "A plan (JSON), or one in the program: heart, ulf, heart-splits, ulf-splits.")
    private String planName;

    @Option(names = "--data-root", paramLabel = "DIR", required = true, description = "What the plan's paths are below.")
    private Path data;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Gets the results.")
    private Path out;

    @Option(
            names = "--slices",
            required = true,
            description = "Which of the plan's slices are looked at: ${COMPLETION-CANDIDATES}.")
    private SliceUse use;

    @Option(
            names = "--cells",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: jssl, jssl-4x, jssl-4x-s1, bart-l1-8x, … Default: all.")
    private List<String> wanted = List.of();

    @Option(
            names = "--start",
            paramLabel = "CARD|NAME",
            description = "The model to start from, instead of the plan's; not for plans that start from fresh weights.")
    private @Nullable String start;

    @Mixin
    private ModelChoice library = new ModelChoice();

    @Option(names = "--report", description = "Run nothing; tell what the finished cells say.")
    private boolean reportOnly;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Native threads. Default: 1.")
    private int threads;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Plan plan = Plan.read(planName);
        List<Cell> cells = cells(plan);
        TorchEngine.load(threads);
        PrintWriter print = spec.commandLine().getOut();
        PrintWriter told = spec.commandLine().getErr();
        Path folder = out.resolve(use.name().toLowerCase(Locale.ROOT));
        boolean stopped = false;
        try (NDManager manager = TorchEngine.manager();
                StopRequest stop = new StopRequest(() -> {
                    told.println("stopping …");
                    told.flush();
                })) {
            Experiment experiment = new Experiment(manager, device.memory(), plan, data, folder, use, start(plan));
            for (Cell cell : reportOnly ? List.<Cell>of() : cells) {
                if (experiment.result(cell).isPresent()) {
                    continue;
                }
                stopped = stop.getAsBoolean() || !run(experiment, cell, plan, stop);
                if (stopped) {
                    break;
                }
            }
            List<CellResult> results = new ArrayList<>();
            for (Cell cell : Cell.of(plan)) {
                experiment.result(cell).ifPresent(results::add);
            }
            Comparison comparison = Comparison.of(plan, results);
            comparison.write(folder);
            report(comparison, print);
        }
        if (stopped) {
            told.println("stopped; the same command goes on");
            told.flush();
            return STOPPED;
        }
        return ExitCode.FINE;
    }

    private List<Cell> cells(Plan plan) {
        List<Cell> all = Cell.of(plan);
        for (String pattern : wanted) {
            if (all.stream().noneMatch(cell -> cell.matches(pattern))) {
                throw new ParameterException(spec.commandLine(), "the plan has no cell " + pattern);
            }
        }
        return wanted.isEmpty()
                ? all
                : all.stream()
                        .filter(cell -> wanted.stream().anyMatch(cell::matches))
                        .toList();
    }

    private Optional<ModelLibrary.Entry> start(Plan plan) throws IOException {
        if (plan.start().isEmpty()) {
            if (start != null) {
                throw new ParameterException(spec.commandLine(), "plan " + plan.name() + " starts from fresh weights");
            }
            return Optional.empty();
        }
        return Optional.of(library.find(start == null ? plan.start().get() : start));
    }

    /** @return whether it was finished */
    private boolean run(Experiment experiment, Cell cell, Plan plan, StopRequest stop) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        if (cell.contender() == Contender.BART_L1 && !BartWavelet.installed()) {
            if (!wanted.isEmpty()) {
                throw new DataException("bart is not installed, so there is no " + cell.name());
            }
            print.println(cell.name() + ": left out, bart is not installed");
            print.flush();
            return true;
        }
        print.println(cell.name() + " …");
        print.flush();
        try (TrainingProgress progress = new TrainingProgress(print, plan.steps())) {
            Optional<CellResult> result = experiment.run(cell, stop, progress);
            result.ifPresent(r -> {
                print.printf(
                        Locale.ROOT,
                        "%s: SSIM %.4f, PSNR %.2f dB, %.0f s%n",
                        r.cell(),
                        r.scores().stream().mapToDouble(s -> s.ssim()).average().orElse(Double.NaN),
                        r.scores().stream().mapToDouble(s -> s.psnr()).average().orElse(Double.NaN),
                        r.seconds());
                print.flush();
            });
            return result.isPresent();
        }
    }

    private static void report(Comparison comparison, PrintWriter print) {
        print.println();
        ScoreTable.means(comparison.means()).print(print);
        Table table = new Table("sampling", "difference", "figure", "mean", "95 % interval", "above 0");
        for (PairedDifference d : comparison.differences()) {
            table.row(
                    d.sampling(),
                    d.first() + " − " + d.second(),
                    d.figure(),
                    String.format(Locale.ROOT, "%+.4f", d.mean()),
                    String.format(Locale.ROOT, "%+.4f to %+.4f", d.low(), d.high()),
                    d.above() + " of " + d.pairs());
        }
        if (!comparison.differences().isEmpty()) {
            print.println();
            table.print(print);
        }
        print.flush();
    }
}
