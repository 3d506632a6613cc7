package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.SitePlan;
import org.larmor.bus.TopicFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor topics plan}. */
@Command(
        name = "plan",
        description = "Compute partitions, retention, disks and network for a site, and write its topics' definitions.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It is arithmetic, shown with its result; nothing is measured.",
            "",
            "Examples:",
            "  larmor topics plan --scanners 20 --rate 50 --brokers 3 --disk 8000 --out plan",
            "  larmor topics apply --plan plan --kafka broker-1:9092"
        })
final class TopicsPlanCommand implements Callable<Integer> {
    private static final double MB = 1e6;
    private static final double GB = 1e9;

    /** K-space that is kept for less is gone before a person has looked at what failed. */
    private static final Duration LEAST = Duration.ofMinutes(30);

    @Option(names = "--scanners", required = true, paramLabel = "N", description = "Scanners of the site.")
    private int scanners;

    @Option(
            names = "--rate",
            paramLabel = "MB/S",
            defaultValue = "50",
            description = "What one sends while it reads out: 40 to 50 with 32 coils, 175 with 128 (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--duty",
            paramLabel = "PART",
            defaultValue = "0.15",
            description = "The part of 24 hours in which one reads out (${DEFAULT-VALUE}).")
    private double duty;

    @Option(names = "--coils", paramLabel = "N", defaultValue = "32", description = "Of most scans (${DEFAULT-VALUE}).")
    private int coils;

    @Option(names = "--acceleration", paramLabel = "R", defaultValue = "4", description = "Of most scans (${DEFAULT-VALUE}).")
    private double acceleration;

    @Option(names = "--brokers", paramLabel = "N", defaultValue = "3", description = "Of the cluster (${DEFAULT-VALUE}).")
    private int brokers;

    @Option(names = "--gateways", paramLabel = "N", defaultValue = "2", description = "Each reads all results (${DEFAULT-VALUE}).")
    private int gateways;

    @Option(
            names = "--keep-hours",
            paramLabel = "H",
            defaultValue = "72",
            description = "How long k-space stays, where the disks allow it (${DEFAULT-VALUE}).")
    private double keepHours;

    @Option(names = "--disk", paramLabel = "GB", description = "Each broker's disk. Default: as large as is needed.")
    private @Nullable Double disk;

    @Option(names = "--out", paramLabel = "DIR", description = "Write the definitions that differ there.")
    private @Nullable Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SitePlan plan = plan();
        Table table = table(plan);
        PrintWriter print = spec.commandLine().getOut();
        table.print(print);
        if (json != null) {
            table.writeJson(json);
        }
        if (out != null) {
            new TopicFolder(out).write(plan.topics().toList(), List.of(assumed(), "Apply it with `larmor topics apply --plan`."));
            print.println("\nwritten to " + out + "; `larmor topics apply --plan " + out + " --kafka …` applies it,"
                    + " before the first scan: partitions stay as they are made");
        }
        print.flush();
        return ExitCode.FINE;
    }

    private SitePlan plan() {
        try {
            SitePlan wanted = new SitePlan(
                    scanners, rate * MB, duty, coils, acceleration, brokers, gateways, Duration.ofSeconds(Math.round(keepHours * 3600)));
            SitePlan plan = disk == null ? wanted : wanted.within(disk * GB);
            if (plan.keep().compareTo(LEAST) < 0) {
                throw new IllegalArgumentException("k-space would stay for " + plan.keep().toMinutes()
                        + " minutes: larger disks, or more brokers, are needed");
            }
            return plan;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Table table(SitePlan plan) {
        Table table = new Table("what", "value", "unit", "how");
        table.row("k-space in, all at once", plan.peak() / MB, "MB/s", "scanners × rate");
        table.row("k-space in, a day's mean", plan.mean() / MB, "MB/s", "× duty");
        table.row("k-space of a day", plan.dayBytes() / GB, "GB", "× 86,400 s, one copy");
        table.row("images for a byte of k-space", plan.imageShare(), "", "4 × acceleration / (8 × coils × 2)");
        table.row("partitions", plan.partitions(), "", "scanners, rounded up to the brokers; 4 at least");
        table.row("copies", plan.copies(), "", "as defined, as far as there are brokers");
        table.row("k-space stays", plan.keep().toMinutes() / 60.0, "h", disk == null ? "as asked for" : "as asked for, or as the disks allow");
        table.row("images stay", plan.keepResults().toMinutes() / 60.0, "h", "as defined, no longer than k-space");
        table.row("mrd.data", plan.dataBytes() / GB, "GB", "mean × time, one copy");
        table.row("recon.results", plan.resultBytes() / GB, "GB", "mean × images × time, one copy");
        table.row("mrd.index and changelogs", plan.indexBytes() / GB, "GB", "2 × 400 bytes for each MiB of k-space, one copy");
        table.row("disk of a broker", plan.brokerDisk() / GB, "GB", "copies × (1.5 × (data + results) + index) / brokers");
        table.row("that disk, bought", plan.brokerDisk() / GB / SitePlan.USABLE, "GB", "of which 0.7 is used");
        table.row("a broker's network in", plan.brokerIn() / MB, "MB/s", "peak × (1 + images) × copies / brokers");
        table.row(
                "a broker's network out",
                plan.brokerOut() / MB,
                "MB/s",
                "peak × ((copies − 1) × (1 + images) + 1 + gateways × images) / brokers");
        return table;
    }

    private String assumed() {
        return String.format(
                Locale.ROOT,
                "For %d scanners of %.0f MB/s that read out %.0f %% of the day, %d coils, %.1f times accelerated, on %d brokers%s.",
                scanners, rate, 100 * duty, coils, acceleration, brokers, disk == null ? "" : " of " + Math.round(disk) + " GB");
    }
}
