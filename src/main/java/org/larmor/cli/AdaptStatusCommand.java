package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.drift.Drift;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.events.Shadows;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.watch.Course;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.PolicyRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor adapt status}. */
@Command(
        name = "status",
        description = "Each domain's champion and what has been gathered for it, and the head of the record of events.",
        mixinStandardHelpOptions = true)
final class AdaptStatusCommand implements Callable<Integer> {
    private static final double MB = 1e6;

    @Mixin
    private KafkaTarget target;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        Policy policy = LogTable.read(kafka, Topics.ADAPT_POLICY)
                .get(PolicyRecord.KEY)
                .map(record -> Policy.ofJson(record.json()))
                .orElse(Policy.NONE);
        Collection<LedgerEntry> ledger = LogTable.read(kafka, Topics.ADAPT_LEDGER).all().values();
        List<LedgerEntry> samples = ledger.stream().filter(entry -> !entry.gone()).toList();
        Table table = new Table(
                "domain", "learns", "champion", "training", "patients", "held out", "patients held out", "MB");
        try (ModelRegistry registry = ModelRegistry.read(kafka)) {
            TreeSet<String> domains = new TreeSet<>();
            policy.domains().forEach(domain -> domains.add(domain.name()));
            registry.aliases().forEach(alias -> domains.add(alias.domain()));
            samples.forEach(entry -> domains.add(entry.sample().order().domain()));
            for (String domain : domains) {
                List<LedgerEntry> of = samples.stream()
                        .filter(entry -> entry.sample().order().domain().equals(domain))
                        .toList();
                table.row(
                        domain,
                        policy.learns(domain) ? "yes" : "no",
                        registry.alias(domain, ModelAlias.Name.CHAMPION)
                                .or(() -> registry.alias(ModelAlias.GENERAL, ModelAlias.Name.CHAMPION)
                                        .map(version -> version + " (" + ModelAlias.GENERAL + ")"))
                                .orElse("-"),
                        count(of, false),
                        patients(of, false),
                        count(of, true),
                        patients(of, true),
                        of.stream().mapToLong(entry -> entry.sample().data().bytes()).sum() / MB);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        table.print(out);
        if (json != null) {
            table.writeJson(json);
        }
        printDrift(Drift.of(ledger), out);
        EventChain chain = EventChain.read(kafka);
        printCourses(Shadows.of(chain.events()), out);
        out.println(chain.events().size() + " events, head " + chain.head()
                + (chain.faults().isEmpty() ? "" : "; the chain is broken: `larmor audit verify` says where"));
        out.flush();
        return ExitCode.FINE;
    }

    /** How well what is hidden of the samples is told, and where that has changed. */
    private static void printDrift(List<Drift.Course> courses, PrintWriter out) {
        if (courses.isEmpty()) {
            return;
        }
        Table table = new Table("domain", "rate", "model", "scans", "hidden NMSE", "changed at", "from", "to");
        for (Drift.Course course : courses) {
            Optional<Drift.Change> change = course.last();
            table.row(
                    course.stratum().domain(),
                    course.stratum().acceleration() + "x",
                    course.stratum().model(),
                    course.scans(),
                    Math.exp(course.mean()),
                    change.map(c -> Instant.ofEpochMilli(c.at()).truncatedTo(ChronoUnit.SECONDS) + ", scan " + c.scan())
                            .orElse("-"),
                    change.<Object>map(c -> Math.exp(c.before())).orElse("-"),
                    change.<Object>map(c -> Math.exp(c.after())).orElse("-"));
        }
        out.println();
        table.print(out);
        out.println();
    }

    /** How champions and challengers do beside each other on the scans as they come. */
    private static void printCourses(List<Shadows.Of> courses, PrintWriter out) {
        if (courses.isEmpty()) {
            return;
        }
        Table table = new Table("domain", "", "champion", "beside", "scans", "champion's error dB", "at least dB", "time", "MB");
        for (Shadows.Of of : courses) {
            Course course = of.course();
            table.row(
                    of.domain(),
                    of.isTrial() ? "trial" : "watch",
                    course.champion(),
                    course.shadow(),
                    course.scans(),
                    course.championsError().mean(),
                    course.championsError().lowerBound(),
                    course.time().<Object>map(time -> time).orElse("-"),
                    course.bytes() / MB);
        }
        table.print(out);
        out.println();
    }

    private static long count(List<LedgerEntry> of, boolean heldOut) {
        return of.stream().filter(entry -> entry.heldOut() == heldOut).count();
    }

    private static int patients(List<LedgerEntry> of, boolean heldOut) {
        return of.stream()
                .filter(entry -> entry.heldOut() == heldOut)
                .map(entry -> entry.sample().order().teaching().subject())
                .collect(Collectors.toSet())
                .size();
    }
}
