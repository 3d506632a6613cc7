package org.larmor.adapt.events;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.registry.ModelUpload;
import org.larmor.adapt.samples.SampleLedger;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.GateReport;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.PolicyRecord;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.StoredSample;
import org.larmor.models.ModelLibrary;
import org.larmor.telemetry.FailPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer's time in office: from when it has ended whoever wrote before until somebody ends it. Each command becomes its
 * event, what changes by it and the command's offset, all of them or none. One thread's; not used again after a failure.
 */
final class EventTerm implements AutoCloseable {
    /** Who has it writes; whoever had it before does not any more. */
    static final String OFFICE = "larmor-adapt-writer";

    private static final Logger LOG = LoggerFactory.getLogger(EventTerm.class);
    private static final String PROGRAM = "larmor";
    private static final long MICROS_PER_MS = 1000;

    private final KafkaConnection kafka;
    private final ChainWriter writer;
    private final AdaptState state = new AdaptState();
    private final LogTable<ModelVersion> versions;
    private final ProxyBook proxies;
    private final RunBook runs;
    private final SampleLedger ledger;
    private final AdaptDecisions decisions;
    private final Promotions promotions = new Promotions(state);
    private final AdaptMeters meters;
    private final int faults;
    private Map<String, ModelAlias> aliases;

    private EventTerm(KafkaConnection kafka, ChainWriter writer, AdaptMeters meters) {
        this.kafka = kafka;
        this.writer = writer;
        this.meters = meters;
        EventChain chain = EventChain.read(kafka);
        chain.faults().forEach(fault -> LOG.error("adapt.events is not as it was written: {}", fault));
        faults = chain.faults().size();
        chain.events().forEach(state::apply);
        writer.goOnFrom(chain);
        versions = LogTable.read(kafka, Topics.MODEL_VERSIONS);
        aliases = LogTable.read(kafka, Topics.MODEL_ALIASES).all();
        proxies = new ProxyBook(LogTable.read(kafka, Topics.ADAPT_PROXIES).all().values());
        runs = new RunBook(LogTable.read(kafka, Topics.ADAPT_RUNS).all().values());
        ledger = new SampleLedger(LogTable.read(kafka, Topics.ADAPT_LEDGER).all().values());
        decisions = new AdaptDecisions(state, versions::get, ledger::of, proxies);
    }

    /**
     * Takes the office: what others have written is known, and they write no more.
     *
     * @param meters are told of what is written
     */
    static EventTerm begin(KafkaConnection kafka, AdaptMeters meters) throws IOException {
        ChainWriter writer = new ChainWriter(kafka, OFFICE);
        try {
            EventTerm term = new EventTerm(kafka, writer, meters);
            term.write(term.first(), null, () -> {});
            LOG.info("Writes adapt.events from {} on", writer.next());
            return term;
        } catch (RuntimeException | IOException e) {
            writer.close();
            throw e;
        }
    }

    /** The model that the program brings along serves all until somebody says otherwise. */
    private List<What> first() throws IOException {
        Optional<ModelLibrary.Entry> starter = ModelLibrary.bundled().starter();
        if (starter.isEmpty() || state.alias(ModelAlias.GENERAL, ModelAlias.Name.CHAMPION).isPresent()) {
            return List.of();
        }
        String version = starter.get().version();
        if (versions.get(version).isEmpty()) {
            ModelUpload.write(kafka, starter.get(), "the program");
            versions.catchUp();
        }
        String reason = "comes with the program";
        return List.of(
                new AdaptEvent.ModelAdded(version, starter.get().model().sha256(), PROGRAM, reason),
                new AdaptEvent.Promoted(ModelAlias.GENERAL, version, null, null, PROGRAM, reason));
    }

    /** Answers a command, and takes it out of the queue. */
    void answer(ConsumerRecord<String, byte[]> record, ConsumerGroupMetadata group) {
        Runnable taken = () -> writer.taken(record, group);
        AdaptCommand command;
        try {
            command = Topics.ADAPT_COMMANDS.value().deserializer().deserialize(record.topic(), record.value());
        } catch (RecordException e) {
            refuse(record, group, "it cannot be read: " + e.getMessage());
            return;
        }
        if (command == null || command.id() == null || command.by() == null) {
            refuse(record, group, "it is empty");
        } else if (command instanceof AdaptCommand.AddSample sample) {
            count(sample.sample(), taken);
        } else if (command instanceof AdaptCommand.Compare compare) {
            compared(compare, taken);
        } else if (command instanceof AdaptCommand.StartRun || command instanceof AdaptCommand.OfTrainer) {
            run(command, taken);
            due(domains());
        } else {
            decide(command, taken);
            due(domains());
        }
    }

    /** Takes a command out of the queue that nothing can be made of. */
    void refuse(ConsumerRecord<String, byte[]> record, ConsumerGroupMetadata group, String why) {
        write(
                List.of(new AdaptEvent.Refused("?", "?", why)),
                record.key() == null ? "" : record.key(),
                () -> writer.taken(record, group));
    }

    /** Orders the runs that are due, whoever has or has not asked for anything lately. */
    void orderWhatIsDue() {
        due(domains());
    }

    /** How all stands now. */
    Standing standing() {
        return Standing.of(faults, state, runs, ledger, now());
    }

    private Set<String> domains() {
        Set<String> domains = new TreeSet<>(state.awaiting());
        state.policy().domains().forEach(domain -> domains.add(domain.name()));
        return domains;
    }

    /** Who serves is settled first; then a challenger is judged before the next one is trained. */
    private void due(Collection<String> domains) {
        for (String domain : domains) {
            List<What> settled = promotions.after(domain, Micros.now());
            if (!settled.isEmpty()) {
                FailPoint.hit("adapt.settling");
                write(settled, null, () -> {});
                FailPoint.hit("adapt.settled");
            }
            Material material = material(domain);
            runs.gateDue(domain, state, material, now())
                    .or(() -> state.shadows().trial(domain).isPresent()
                            ? Optional.empty() // its challenger would make way for the next one
                            : runs.due(domain, state.policy(), material, now()))
                    .ifPresent(run -> write(run.what(), null, () -> record(run)));
        }
    }

    private void decide(AdaptCommand command, Runnable taken) {
        versions.catchUp(); // whoever asks has stored what they speak of
        List<ProxySlice> before =
                command instanceof AdaptCommand.RemoveProxies remove ? proxies.of(remove.set()) : List.of();
        List<What> what = new ArrayList<>();
        what.add(decisions.decide(command));
        what.addAll(decisions.removals(Micros.now()));
        boolean refused = what.getFirst() instanceof AdaptEvent.Refused;
        write(what, command.id(), () -> {
            taken.run();
            if (command instanceof AdaptCommand.AddProxies add) {
                add.slices().forEach(slice -> proxy(slice, !refused));
            }
            before.forEach(slice -> proxy(slice, false));
        });
    }

    private void proxy(ProxySlice slice, boolean isThere) {
        if (isThere) {
            writer.put(Topics.ADAPT_PROXIES, slice.id(), slice);
            return;
        }
        // of one that was refused only the data go: another's record may have its name
        writer.remove(Topics.ADAPT_SAMPLES, slice.data().keys());
        if (proxies.of(slice.set()).isEmpty()) {
            writer.remove(Topics.ADAPT_PROXIES, List.of(slice.id()));
        }
    }

    private void count(StoredSample sample, Runnable taken) {
        SampleLedger.Outcome outcome = ledger.add(sample, state.policy(), state::isForgotten, now());
        writer.together(() -> {
            apply(outcome);
            taken.run();
        });
        if (!outcome.refusal().isEmpty()) {
            LOG.info("sample {} does not count: {}", sample.id(), outcome.refusal());
        }
        due(List.of(sample.order().domain()));
    }

    private void apply(SampleLedger.Outcome outcome) {
        outcome.changes().forEach((id, entry) -> entry.ifPresentOrElse(
                one -> writer.put(Topics.ADAPT_LEDGER, id, one),
                () -> writer.remove(Topics.ADAPT_LEDGER, List.of(id))));
        outcome.removed().forEach(sample -> writer.remove(Topics.ADAPT_SAMPLES, sample.data().keys()));
    }

    private void compared(AdaptCommand.Compare command, Runnable taken) {
        write(promotions.of(command.comparison()), null, taken);
        due(List.of(command.comparison().domain()));
    }

    private void run(AdaptCommand command, Runnable taken) {
        RunBook.Outcome outcome =
                switch (command) {
                    case AdaptCommand.StartRun start ->
                        runs.start(start, state.policy(), material(start.domain()), now());
                    case AdaptCommand.ClaimRun claim -> runs.claim(claim, now());
                    case AdaptCommand.ReportRun report -> runs.report(report, now());
                    case AdaptCommand.RenewRun renew -> runs.renew(renew, now());
                    case AdaptCommand.EndGate end -> runs.judge(end, now());
                    case AdaptCommand.EndRun end -> {
                        versions.catchUp();
                        Optional<ModelVersion> made = Optional.ofNullable(end.version()).flatMap(versions::get);
                        yield runs.end(end, made.isPresent(), made.map(ModelVersion::sha256).orElse(""), now());
                    }
                    default -> throw new IllegalArgumentException("no command about a run");
                };
        List<What> what = new ArrayList<>(outcome.what());
        if (!what.isEmpty()
                && what.getFirst() instanceof AdaptEvent.GateEnded gate
                && outcome.record().orElseThrow().order() instanceof GateOrder order) {
            promotions.of(gate, order).ifPresent(what::add);
        }
        write(what, command.id(), () -> {
            taken.run();
            record(outcome);
            if (command instanceof AdaptCommand.EndGate end && end.report() != null && outcome.record().isPresent()) {
                writer.put(Topics.ADAPT_REPORTS, end.run(), new GateReport(end.run(), end.report()));
            }
        });
    }

    private void record(RunBook.Outcome outcome) {
        outcome.record().ifPresent(run -> writer.put(Topics.ADAPT_RUNS, run.order().run(), run));
    }

    /** What there is to train a domain's model with. */
    private Material material(String domain) {
        return new Material(
                alias(domain, ModelAlias.Name.CHAMPION),
                alias(domain, ModelAlias.Name.BASELINE),
                ledger.present(),
                proxies.all());
    }

    private String alias(String domain, ModelAlias.Name name) {
        return state.alias(domain, name)
                .or(() -> state.alias(ModelAlias.GENERAL, name))
                .orElse("");
    }

    private static long now() {
        return Micros.now() / MICROS_PER_MS;
    }

    private void write(List<What> happened, @Nullable String command, Runnable more) {
        writer.together(() -> {
            for (int i = 0; i < happened.size(); i++) {
                AdaptEvent event = writer.append(happened.get(i), i == 0 ? command : null);
                state.apply(event);
                follow(event);
            }
            aliases();
            more.run();
        });
        meters.written(happened);
        happened.forEach(what -> LOG.info("{}", what instanceof AdaptEvent.PolicySet set ? "Policy " + set.hash() : what));
    }

    /** What follows from an event beside the aliases. */
    private void follow(AdaptEvent event) {
        switch (event.what()) {
            case AdaptEvent.ModelRemoved removed -> {
                versions.get(removed.version())
                        .ifPresent(stored -> writer.remove(Topics.MODEL_WEIGHTS, stored.weights().keys()));
                writer.remove(Topics.MODEL_VERSIONS, List.of(removed.version()));
            }
            case AdaptEvent.ScanForgotten scan -> apply(ledger.forget(scan.scan()));
            case AdaptEvent.PolicySet set ->
                writer.put(
                        Topics.ADAPT_POLICY,
                        PolicyRecord.KEY,
                        new PolicyRecord(set.json(), set.hash(), set.by(), event.at()));
            default -> LOG.debug("Nothing else follows");
        }
    }

    /** Writes the aliases that are not what the events say. */
    private void aliases() {
        Map<String, ModelAlias> now = state.aliases();
        Map<String, ModelAlias> before = aliases;
        now.forEach((key, alias) -> {
            if (!alias.equals(before.get(key))) {
                writer.put(Topics.MODEL_ALIASES, key, alias);
            }
        });
        writer.remove(
                Topics.MODEL_ALIASES,
                before.keySet().stream().filter(key -> !now.containsKey(key)).toList());
        aliases = new HashMap<>(now);
    }

    @Override
    public void close() {
        writer.close();
    }
}
