package org.larmor.router;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.larmor.bus.Pool;
import org.larmor.bus.Topics;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.IndexEvent.Tick;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.ResultEvent;
import org.larmor.router.Turn.Addressed;

/** The router's topology: one source, one processor with four stores, six sinks. */
public final class RouterTopology {
    static final String RESULTS = "results";
    static final String TICKS = "ticks";
    static final String DEAD = "dead-letters";
    private static final String SOURCE = "index";
    private static final String PROCESSOR = "router";

    private RouterTopology() {}

    /** @param clock what is only displayed is read from it */
    public static Topology build(RouterPolicy policy, ModelDirectory models, Backlog backlog, InstantSource clock) {
        return build(policy, models, Gathering.NONE, backlog, new RouterProgress(), clock);
    }

    static Topology build(
            RouterPolicy policy,
            ModelDirectory models,
            Gathering gathering,
            Backlog backlog,
            RouterProgress progress,
            InstantSource clock) {
        Serde<IndexEvent> events = Topics.INDEX.value();
        Serializer<ResultEvent> results = Topics.resultEvents().serializer();
        Serializer<String> key = Serdes.String().serializer();
        Deserializer<String> keyOf = Serdes.String().deserializer();
        Admission admission = new Admission(models, gathering, backlog);

        StreamPartitioner<String, Addressed> toScan = (topic, scan, value, n) -> Optional.of(Set.of(value.partition()));
        StreamPartitioner<String, Tick> toSelf = (topic, scan, tick, n) -> Optional.of(Set.of(tick.partition()));
        Serializer<Addressed> unwrapped = (topic, value) -> results.serialize(topic, value.result());
        Serializer<Tick> ticks = (topic, tick) -> events.serializer().serialize(topic, tick);

        String index = Topics.INDEX.name();
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(), SOURCE, RouterTopology::timeOf, keyOf, events.deserializer(),
                index);
        topology.addProcessor(
                PROCESSOR,
                () -> new RouterProcessor(policy, new ScanTracker(admission, clock), backlog, progress, clock),
                SOURCE);
        topology.addStateStore(store(Topics.ROUTER_SCANS_STORE, new ReadOnce<>(new JsonSerde<>(ScanState.class))), PROCESSOR);
        topology.addStateStore(store(Topics.ROUTER_FRAMES_STORE, new JsonSerde<>(FrameEntry.class)), PROCESSOR);
        topology.addStateStore(store(Topics.ROUTER_CONTEXTS_STORE, new JsonSerde<>(StoredChunk.class)), PROCESSOR);
        topology.addStateStore(store(Topics.ROUTER_AWAITED_STORE, new ReadOnce<>(new JsonSerde<>(Awaited.class))), PROCESSOR);
        for (Pool pool : Pool.values()) {
            topology.addSink(
                    pool.name(), pool.jobs().name(), key, pool.jobs().value().serializer(), PROCESSOR);
        }
        topology.addSink(RESULTS, Topics.RESULTS.name(), key, unwrapped, toScan, PROCESSOR);
        topology.addSink(DEAD, Topics.DEAD_LETTER.name(), key, Serdes.String().serializer(), PROCESSOR);
        topology.addSink(TICKS, index, key, ticks, toSelf, PROCESSOR);
        return topology;
    }

    private static <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Serde<T> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values);
    }

    /** A record without a time is no reason to stop. */
    private static long timeOf(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(0, record.timestamp());
    }
}
