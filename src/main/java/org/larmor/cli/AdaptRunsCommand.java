package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor adapt runs}. */
@Command(name = "runs", description = "The training runs, and what came of them.", mixinStandardHelpOptions = true)
final class AdaptRunsCommand implements Callable<Integer> {
    @Mixin
    private KafkaTarget target;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Table table = new Table("run", "domain", "ordered", "from", "samples", "proxies", "steps", "claims", "state");
        LogTable.read(target.connection(), Topics.ADAPT_RUNS).all().values().stream()
                .sorted(Comparator.comparingLong(run -> run.order().at()))
                .forEach(run -> row(table, run));
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return ExitCode.FINE;
    }

    private static void row(Table table, RunRecord run) {
        Instant at = Instant.ofEpochMilli(run.order().at()).truncatedTo(ChronoUnit.SECONDS);
        switch (run.order()) {
            case TrainingOrder order ->
                table.row(
                        order.run(),
                        order.domain(),
                        at,
                        order.champion(),
                        order.samples().size(),
                        order.proxies().size(),
                        order.steps(),
                        run.epoch(),
                        state(run));
            case GateOrder order ->
                table.row(
                        order.run(),
                        order.domain(),
                        at,
                        order.challenger(),
                        order.samples().size(),
                        order.proxies().size(),
                        "",
                        run.epoch(),
                        state(run));
        }
    }

    private static String state(RunRecord run) {
        if (!run.hasEnded()) {
            return run.trainer() == null ? "waits for a trainer" : "is done by " + run.trainer();
        }
        if (run.failure() != null) {
            return "failed: " + run.failure();
        }
        return run.verdict() == null ? String.valueOf(run.version()) : run.verdict().toLowerCase(Locale.ROOT);
    }
}
