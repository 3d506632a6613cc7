package org.larmor.adapt.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.registry.ModelUpload;
import org.larmor.adapt.samples.SampleLedger;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.Topic;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.AdaptEvent.What;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ModelAlias;
import org.larmor.bus.record.ModelVersion;
import org.larmor.bus.record.PolicyRecord;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.StoredSample;
import org.larmor.models.ModelLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer's time in office: from when it has ended whoever wrote before until somebody ends it. Each command becomes its
 * event, the aliases that change by it and the command's offset, all of them or none. One thread's; not used again after a
 * failure.
 */
final class EventTerm implements AutoCloseable {
    /** Who has it writes; whoever had it before does not any more. */
    static final String OFFICE = "larmor-adapt-writer";

    private static final Logger LOG = LoggerFactory.getLogger(EventTerm.class);
    private static final String PROGRAM = "larmor";
    private static final long MICROS_PER_MS = 1000;

    private final KafkaConnection kafka;
    private final Producer<String, byte[]> producer;
    private final AdaptState state = new AdaptState();
    private final LogTable<ModelVersion> versions;
    private final ProxyBook proxies;
    private final RunBook runs;
    private final Decisions decisions;
    private SampleLedger ledger = new SampleLedger(List.of());
    private Map<String, ModelAlias> aliases = Map.of();
    private String head = EventHash.NONE;
    private long next;

    private EventTerm(KafkaConnection kafka) {
        this.kafka = kafka;
        this.producer = kafka.producer(
                ClientSettings.transactionalProducer(OFFICE), new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            this.versions = LogTable.read(kafka, Topics.MODEL_VERSIONS);
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
        this.proxies = new ProxyBook(LogTable.read(kafka, Topics.ADAPT_PROXIES).all().values());
        this.runs = new RunBook(LogTable.read(kafka, Topics.ADAPT_RUNS).all().values());
        this.decisions = new Decisions(state, versions::get, scan -> ledger.of(scan), proxies);
    }

    /** Takes the office: what others have written is known, and they write no more. */
    static EventTerm begin(KafkaConnection kafka) throws IOException {
        EventTerm term = new EventTerm(kafka);
        try {
            term.takeOver();
            return term;
        } catch (RuntimeException | IOException e) {
            term.close();
            throw e;
        }
    }

    private void takeOver() throws IOException {
        EventChain chain = EventChain.read(kafka);
        chain.faults().forEach(fault -> LOG.error("adapt.events is not as it was written: {}", fault));
        chain.events().forEach(state::apply);
        head = chain.head();
        next = chain.events().isEmpty() ? 0 : chain.events().getLast().number() + 1;
        aliases = LogTable.read(kafka, Topics.MODEL_ALIASES).all();
        ledger = new SampleLedger(LogTable.read(kafka, Topics.ADAPT_LEDGER).all().values());
        List<What> first = new ArrayList<>();
        if (state.alias(ModelAlias.GENERAL, ModelAlias.Name.CHAMPION).isEmpty()) {
            addStarter(first);
        }
        write(first, null, () -> {});
        LOG.info("Writes adapt.events from {} on", next);
    }

    /** The model that the program brings along serves all until somebody says otherwise. */
    private void addStarter(List<What> first) throws IOException {
        Optional<ModelLibrary.Entry> starter = ModelLibrary.bundled().starter();
        if (starter.isEmpty()) {
            return;
        }
        String version = starter.get().version();
        if (versions.get(version).isEmpty()) {
            upload(starter.get());
            versions.catchUp();
        }
        String reason = "comes with the program";
        first.add(new AdaptEvent.ModelAdded(version, starter.get().model().sha256(), PROGRAM, reason));
        first.add(new AdaptEvent.Promoted(ModelAlias.GENERAL, version, null, PROGRAM, reason));
    }

    private void upload(ModelLibrary.Entry starter) throws IOException {
        Path folder = Files.createTempDirectory("larmor-starter");
        try {
            ModelUpload.write(kafka, starter.copyTo(folder), "the program");
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** Answers a command, and takes it out of the queue. */
    void answer(ConsumerRecord<String, byte[]> record, ConsumerGroupMetadata group) {
        Runnable taken = () -> producer.sendOffsetsToTransaction(
                Map.of(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1)),
                group);
        String key = record.key() == null ? "" : record.key();
        try {
            AdaptCommand command =
                    Topics.ADAPT_COMMANDS.value().deserializer().deserialize(record.topic(), record.value());
            if (command == null || command.id() == null || command.by() == null) {
                write(List.of(new AdaptEvent.Refused("?", "?", "it is empty")), key, taken);
            } else if (command instanceof AdaptCommand.AddSample sample) {
                count(sample.sample(), taken);
            } else if (command instanceof AdaptCommand.StartRun || command instanceof AdaptCommand.OfTrainer) {
                run(command, taken);
            } else {
                decide(command, taken);
            }
        } catch (RecordException e) {
            write(List.of(new AdaptEvent.Refused("?", "?", "it cannot be read: " + e.getMessage())), key, taken);
        }
    }

    private void decide(AdaptCommand command, Runnable taken) {
        versions.catchUp(); // whoever asks has stored what they speak of
        List<ProxySlice> before = command instanceof AdaptCommand.RemoveProxies remove ? proxies.of(remove.set()) : List.of();
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
            send(Topics.ADAPT_PROXIES, slice.id(), bytes(Topics.ADAPT_PROXIES, slice));
        } else {
            // of one that was refused only the data go: another's record may have its name
            slice.data().keys().forEach(key -> send(Topics.ADAPT_SAMPLES, key, null));
            if (proxies.of(slice.set()).isEmpty()) {
                send(Topics.ADAPT_PROXIES, slice.id(), null);
            }
        }
    }

    private void count(StoredSample sample, Runnable taken) {
        SampleLedger.Outcome outcome =
                ledger.add(sample, state.policy(), state::isForgotten, now());
        producer.beginTransaction();
        apply(outcome);
        taken.run();
        producer.commitTransaction();
        if (!outcome.refusal().isEmpty()) {
            LOG.info("sample {} does not count: {}", sample.id(), outcome.refusal());
        }
        String domain = sample.order().domain();
        runs.due(domain, state.policy(), material(domain), now())
                .ifPresent(run -> write(run.what(), null, () -> record(run)));
    }

    private void run(AdaptCommand command, Runnable taken) {
        RunBook.Outcome outcome =
                switch (command) {
                    case AdaptCommand.StartRun start ->
                        runs.start(start, state.policy(), material(start.domain()), now());
                    case AdaptCommand.ClaimRun claim -> runs.claim(claim, now());
                    case AdaptCommand.ReportRun report -> runs.report(report, now());
                    case AdaptCommand.RenewRun renew -> runs.renew(renew, now());
                    case AdaptCommand.EndRun end -> {
                        versions.catchUp();
                        Optional<ModelVersion> made = Optional.ofNullable(end.version()).flatMap(versions::get);
                        yield runs.end(end, made.isPresent(), made.map(ModelVersion::sha256).orElse(""), now());
                    }
                    default -> throw new IllegalArgumentException("no command about a run");
                };
        write(outcome.what(), command.id(), () -> {
            taken.run();
            record(outcome);
        });
    }

    private void record(RunBook.Outcome outcome) {
        outcome.record().ifPresent(run ->
                send(Topics.ADAPT_RUNS, run.order().run(), bytes(Topics.ADAPT_RUNS, run)));
    }

    /** What there is to train a domain's model with. */
    private RunBook.Material material(String domain) {
        String champion = state.alias(domain, ModelAlias.Name.CHAMPION)
                .or(() -> state.alias(ModelAlias.GENERAL, ModelAlias.Name.CHAMPION))
                .orElse("");
        return new RunBook.Material(champion, ledger.present(), proxies.all());
    }

    private static long now() {
        return Micros.now() / MICROS_PER_MS;
    }

    private void apply(SampleLedger.Outcome outcome) {
        outcome.changes().forEach((id, entry) -> send(
                Topics.ADAPT_LEDGER,
                id,
                entry.map(one -> bytes(Topics.ADAPT_LEDGER, one)).orElse(null)));
        outcome.removed().forEach(sample ->
                sample.data().keys().forEach(key -> send(Topics.ADAPT_SAMPLES, key, null)));
    }

    private void write(List<What> happened, @Nullable String command, Runnable more) {
        producer.beginTransaction();
        boolean first = true;
        for (What what : happened) {
            AdaptEvent event = new AdaptEvent(next, head, Micros.now(), first ? command : null, what);
            byte[] bytes = bytes(Topics.ADAPT_EVENTS, event);
            send(Topics.ADAPT_EVENTS, String.valueOf(next), bytes);
            head = EventHash.of(bytes);
            next++;
            state.apply(event);
            first = false;
            if (what instanceof AdaptEvent.ModelRemoved removed) {
                remove(removed.version());
            } else if (what instanceof AdaptEvent.ScanForgotten scan) {
                apply(ledger.forget(scan.scan()));
            } else if (what instanceof AdaptEvent.PolicySet set) {
                send(
                        Topics.ADAPT_POLICY,
                        PolicyRecord.KEY,
                        bytes(Topics.ADAPT_POLICY, new PolicyRecord(set.json(), set.hash(), set.by(), event.at())));
            }
        }
        aliases();
        more.run();
        producer.commitTransaction();
        happened.forEach(what -> LOG.info("{}", what instanceof AdaptEvent.PolicySet set ? "Policy " + set.hash() : what));
    }

    /** Writes the aliases that are not what the events say. */
    private void aliases() {
        Map<String, ModelAlias> now = state.aliases();
        Map<String, ModelAlias> before = aliases;
        now.forEach((key, alias) -> {
            if (!alias.equals(before.get(key))) {
                send(Topics.MODEL_ALIASES, key, bytes(Topics.MODEL_ALIASES, alias));
            }
        });
        before.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .forEach(key -> send(Topics.MODEL_ALIASES, key, null));
        aliases = new HashMap<>(now);
    }

    private void remove(String version) {
        versions.get(version).ifPresent(stored ->
                stored.weights().keys().forEach(key -> send(Topics.MODEL_WEIGHTS, key, null)));
        send(Topics.MODEL_VERSIONS, version, null);
    }

    private void send(Topic<?, ?> topic, String key, byte @Nullable [] value) {
        var unused = producer.send(new ProducerRecord<>(topic.name(), 0, key, value)); // its failure fails the commit
    }

    private static <V> byte[] bytes(Topic<?, V> topic, V value) {
        return topic.value().serializer().serialize(topic.name(), value);
    }

    @Override
    public void close() {
        producer.close();
    }
}
