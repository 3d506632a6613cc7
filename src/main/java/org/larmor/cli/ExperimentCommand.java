package org.larmor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.cli.live.LiveExperiment;
import org.larmor.cli.live.LivePlan;
import org.larmor.cli.live.LiveResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor experiment}. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lets planned sites learn through the live system, run by run: their scans stream into a node of their "
                + "own, which samples, trains, judges, tries and swaps. What serves then is held against never adapting, "
                + "against self-supervision alone and against the supervised oracle, which no site has.",
        footer = {
            "",
            "What was done is not done again, so the command can be stopped (Ctrl-C) and repeated at will. DIR/SITE gets the "
                    + "node's data, journal.jsonl, scores/*.json, result.json and rounds.png.",
            "",
            "Examples:",
            "  larmor experiment live --data-root data --out live",
            "  larmor experiment live --sites low-field --out live",
            "",
            "Exit codes: 0 fine, 1 failed, 2 usage, 130 stopped by Ctrl-C."
        })
final class ExperimentCommand implements Callable<Integer> {
    private static final int STOPPED = 130;

    @Parameters(paramLabel = "PLAN", description = "A plan (JSON), or the one in the program: live.")
    private String planName;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "What the plan's paths are below. A simulated site does without, and then without the brains, too.")
    private @Nullable Path data;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Gets the results.")
    private Path out;

    @Option(names = "--sites", paramLabel = "NAME", split = ",", description = "Only these. Default: all of the plan.")
    private List<String> wanted = List.of();

    @Option(names = "--report", description = "Run nothing; tell what the finished rounds say.")
    private boolean reportOnly;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        // the chart is drawn, never shown
        System.setProperty("java.awt.headless", "true");
        QuietLog.warningsOnly();
        LivePlan plan = LivePlan.read(planName);
        List<LivePlan.Site> sites = sites(plan);
        PrintWriter print = spec.commandLine().getOut();
        PrintWriter told = spec.commandLine().getErr();
        try (StopRequest stop = new StopRequest(() -> {
            told.println("stopping …");
            told.flush();
        })) {
            LiveExperiment experiment = new LiveExperiment(plan, data, out, stop, print);
            for (LivePlan.Site site : sites) {
                if (!reportOnly && !experiment.run(site)) {
                    told.println("stopped; the same command goes on");
                    told.flush();
                    return STOPPED;
                }
                report(experiment.result(site), print);
            }
        }
        return ExitCode.FINE;
    }

    private List<LivePlan.Site> sites(LivePlan plan) {
        List<LivePlan.Site> sites = new ArrayList<>();
        for (String name : wanted) {
            sites.add(plan.sites().stream()
                    .filter(site -> site.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(spec.commandLine(), "the plan has no site " + name)));
        }
        return wanted.isEmpty() ? plan.sites() : sites;
    }

    private static void report(LiveResult result, PrintWriter print) {
        print.println();
        print.println(result.site());
        Table means = new Table("model", "run", "PSNR/dB", "SSIM", "brains PSNR/dB", "brains SSIM");
        for (LiveResult.Mean mean : result.means()) {
            means.row(
                    mean.model(),
                    mean.round(),
                    number("%.2f", mean.psnr()),
                    number("%.4f", mean.ssim()),
                    number("%.2f", mean.brainPsnr()),
                    number("%.4f", mean.brainSsim()));
        }
        means.print(print);
        print.println();
        Table differences = new Table("on", "run", "difference", "figure", "mean", "95 % interval", "above 0");
        for (LiveResult.Difference difference : result.differences()) {
            differences.row(
                    difference.on(),
                    difference.round(),
                    difference.first() + " − " + difference.second(),
                    difference.figure(),
                    number("%+.4f", difference.mean()),
                    difference.low() == null || difference.high() == null
                            ? "too few"
                            : number("%+.4f", difference.low()) + " to " + number("%+.4f", difference.high()),
                    difference.above() + " of " + difference.units());
        }
        differences.print(print);
        print.flush();
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }
}
