package org.larmor.cli.live;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.larmor.adapt.gate.ByScan;
import org.larmor.adapt.gate.Report;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.adapt.runs.StoredSlices;
import org.larmor.adapt.samples.SampleStore;
import org.larmor.adapt.samples.ScanKeys;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.GateEnded;
import org.larmor.bus.record.AdaptEvent.RunEnded;
import org.larmor.bus.record.AdaptEvent.RunOrdered;
import org.larmor.bus.record.AdaptEvent.TrialEnded;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.bus.record.GateReport;
import org.larmor.bus.record.LedgerEntry;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.models.ModelCard;
import org.larmor.node.NodeConfig;
import org.larmor.sim.MessageSource;

/** One site's part of an experiment: its scans stream, it trains, judges and swaps, and all that it had is measured. */
final class SiteRun {
    private static final String RECIPE = "jssl";
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final long LOOK_AGAIN_MS = 500;

    /** What a person who may not trust a single number still goes by. */
    private static final double OPTIMISTIC = 0.05;

    private final LivePlan.Site site;
    private final SiteData data;
    private final LiveSite live;
    private final NodeConfig config;
    private final Path folder;
    private final Journal journal;
    private final BooleanSupplier stop;
    private final PrintWriter out;
    private final ModelScores scores;

    /** Ends the work where somebody wants it stopped. */
    static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1;

        StoppedException() {
            super("stopped");
        }
    }

    SiteRun(
            LivePlan.Site site,
            SiteData data,
            LiveSite live,
            NodeConfig config,
            Path folder,
            Journal journal,
            BooleanSupplier stop,
            PrintWriter out)
            throws IOException {
        this.site = site;
        this.data = data;
        this.live = live;
        this.config = config;
        this.folder = folder;
        this.journal = journal;
        this.stop = stop;
        this.out = out;
        this.scores = new ModelScores(folder.resolve("scores"), data);
    }

    /** Goes on until all rounds are done and measured. */
    void run() throws IOException, InterruptedException {
        live.policy(policy());
        live.proxies(site.domain(), data::proxies);
        say("the gate's " + patients(data.heldOut()) + " patients stream …");
        for (LiveScan scan : data.heldOut()) {
            send(scan);
        }
        Path start = card(live.champion(ModelAlias.GENERAL));
        scores.of("never", start);
        Comparator comparator = new Comparator(folder.resolve("comparators"), site.steps(), start);
        for (int number = 1; number <= data.rounds().size(); number++) {
            if (journal.rounds().size() < number) {
                round(number);
            }
            Round round = journal.rounds().get(number - 1);
            scores.of("challenger-" + number, card(round.challenger()));
            scores.of("serving-" + number, card(round.serving()));
            compare(comparator, round);
            say(LiveResult.line(round, scores));
        }
    }

    private Path policy() throws IOException {
        List<LiveScan> learned = new ArrayList<>(data.afterwards());
        data.rounds().forEach(learned::addAll);
        return Files.writeString(folder.resolve("policy.yaml"), String.format(
                Locale.ROOT,
                """
                scanners-may-teach: true
                domains: [{name: %s, learn: true, protocols: ["%s"], proxies: [%s]}]
                patients: {training: [%s], held-out: [%s]}
                runs: {after: %d, steps: %d, minutes: 120}
                promotion: {automatic: %s, shadow-scans: %d, share: 1}
                """,
                site.domain(), site.domain(), site.domain(), names(learned), names(data.heldOut()), site.after(),
                site.steps(), site.automatic(), site.shadowScans()));
    }

    private static String names(List<LiveScan> scans) {
        return scans.stream().map(LiveScan::patient).distinct().collect(Collectors.joining(", "));
    }

    private static long patients(List<LiveScan> scans) {
        return scans.stream().map(LiveScan::patient).distinct().count();
    }

    private void send(LiveScan scan) throws IOException, InterruptedException {
        if (journal.isSent(scan.name())) {
            return;
        }
        if (stop.getAsBoolean()) {
            throw new StoppedException();
        }
        try (MessageSource source = scan.messages(site.domain())) {
            int images = live.send(source, RECIPE).size();
            if (images != source.frames()) {
                throw new IOException(scan.name() + ": " + images + " images of " + source.frames() + " came");
            }
        }
        journal.sent(scan.name());
    }

    // ---- a round

    private void round(int number) throws IOException, InterruptedException {
        List<LiveScan> scans = data.rounds().get(number - 1);
        say("round " + number + ": " + patients(scans) + " patients stream …");
        for (LiveScan scan : scans) {
            send(scan);
        }
        TrainingOrder order = await(
                "the trigger of run " + number,
                () -> orders(TrainingOrder.class).skip(number - 1).findFirst());
        say(order.run() + ": " + order.samples().size() + " samples, from " + order.champion() + " …");
        RunEnded trained = await(
                "the end of " + order.run(),
                () -> happened(RunEnded.class).filter(one -> one.run().equals(order.run())).findFirst());
        String challenger = Optional.ofNullable(trained.version())
                .orElseThrow(() -> new IOException(order.run() + " failed: " + trained.failure()));
        GateEnded gate = await(
                "the gate of " + challenger,
                () -> happened(GateEnded.class).filter(one -> one.challenger().equals(challenger)).findFirst());
        Verdict verdict = Optional.ofNullable(gate.verdict())
                .orElseThrow(() -> new IOException(gate.run() + " failed: " + gate.failure()));
        ByScan byScan = ByScan.of(report(gate.run()));
        String then = follow(number, challenger, verdict, byScan);
        journal.round(new Round(
                number,
                order.run(),
                order.samples().size(),
                trained.steps(),
                challenger,
                gate.run(),
                verdict,
                gate.reasons(),
                byScan.scans(),
                byScan.gain(),
                byScan.p(),
                then,
                live.champion(site.domain())));
    }

    private Report report(String gate) throws IOException {
        GateReport report = LogTable.read(live.kafka(), Topics.ADAPT_REPORTS)
                .get(gate)
                .orElseThrow(() -> new IOException("there is no report of " + gate));
        return Report.ofJson(report.json());
    }

    /** What follows from the verdict, until that is decided. */
    private String follow(int number, String challenger, Verdict verdict, ByScan byScan)
            throws IOException, InterruptedException {
        LivePlan.Person person = site.person();
        if (verdict == Verdict.UNDECIDABLE && person != null) {
            if (byScan.gain() <= 0 || byScan.p() > OPTIMISTIC) {
                return person.name() + " did not promote it";
            }
            if (!live.champion(site.domain()).equals(challenger)) {
                live.ask(id -> new AdaptCommand.Promote(id, site.domain(), challenger, person.name(), person.reason()));
            }
            return "promoted by " + person.name();
        }
        if (verdict != Verdict.PASSED || !site.automatic()) {
            return "nothing";
        }
        if (site.shadowScans() == 0) {
            await("the promotion", () -> Optional.of(live.champion(site.domain())).filter(challenger::equals));
            return "promoted by itself";
        }
        List<LiveScan> next =
                number < data.rounds().size() ? data.rounds().get(number) : data.afterwards();
        for (LiveScan scan : next.subList(0, Math.min(site.shadowScans(), next.size()))) {
            send(scan);
        }
        TrialEnded trial = await(
                "the end of the trial of " + challenger,
                () -> happened(TrialEnded.class).filter(one -> one.version().equals(challenger)).findFirst());
        return trial.verdict() == Verdict.PASSED
                ? "tried on " + trial.scans() + " scans and promoted by itself"
                : "not promoted: " + String.join("; ", trial.reasons());
    }

    // ---- what is compared

    private void compare(Comparator comparator, Round round) throws IOException {
        List<LiveScan> streamed = data.rounds().subList(0, round.number()).stream().flatMap(List::stream).toList();
        StoredSlices slices =
                new StoredSlices(new SampleStore(live.kafka(), new ScanKeys(config.sampleKeys())));
        boolean done = comparator.selfSupervised(round.number(), slices, samples(round.run()), stop)
                && comparator.supervised(round.number(), streamed, stop);
        if (!done) {
            throw new StoppedException();
        }
        for (Comparator.Kind kind : Comparator.Kind.values()) {
            scores.of(kind.label() + "-" + round.number(), comparator.card(kind, round.number()));
        }
    }

    /** What a run could learn from. */
    private List<LedgerEntry> samples(String run) throws IOException {
        Set<String> ids = orders(TrainingOrder.class)
                .filter(order -> order.run().equals(run))
                .findFirst()
                .map(order -> Set.copyOf(order.samples()))
                .orElseThrow(() -> new IOException("there is no order of " + run));
        return LogTable.read(live.kafka(), Topics.ADAPT_LEDGER).all().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .filter(entry -> ids.contains(entry.sample().id()))
                .toList();
    }

    /** A version's card, out of the registry. */
    private Path card(String version) throws IOException {
        Path kept = Files.createDirectories(folder.resolve("versions").resolve(version.replaceAll("[^A-Za-z0-9._-]", "_")));
        try (ModelRegistry registry = ModelRegistry.read(live.kafka())) {
            ModelVersion found = registry.version(version)
                    .orElseThrow(() -> new IOException("the registry has no " + version));
            String name = ModelRegistry.card(found)
                    .map(ModelCard::name)
                    .orElseThrow(() -> new IOException("the card of " + version + " is none"));
            Path card = kept.resolve(name + ".json");
            Path whole = kept.resolve("whole");
            if (Files.notExists(whole)) {
                try (Stream<Path> cut = Files.list(kept)) {
                    for (Path file : cut.toList()) {
                        Files.delete(file);
                    }
                }
                registry.export(found, kept);
                Files.createFile(whole);
            }
            return card;
        }
    }

    // ---- what the log says

    private <T extends AdaptEvent.What> Stream<T> happened(Class<T> kind) {
        return live.events().stream().map(AdaptEvent::what).filter(kind::isInstance).map(kind::cast);
    }

    private <T> Stream<T> orders(Class<T> kind) {
        return happened(RunOrdered.class).map(RunOrdered::order).filter(kind::isInstance).map(kind::cast);
    }

    private <T> T await(String what, Supplier<Optional<T>> look) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (stop.getAsBoolean()) {
                throw new StoppedException();
            }
            if (System.nanoTime() - until > 0) {
                throw new IOException(what + " did not come within " + PATIENCE.toMinutes() + " minutes");
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
    }

    private void say(String line) {
        out.println(site.name() + ": " + line);
        out.flush();
    }
}
