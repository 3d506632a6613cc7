package org.larmor.gateway;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.ChunkSink;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.StreamOrder;
import org.larmor.mrd.Checksum;
import org.larmor.mrd.FrameKey;

/**
 * One scan's way into the log: payload first, then, once the broker has acknowledged it, the event that tells the router.
 * Events keep the order in which they were given, so a context is always known before the imaging data that needs it.
 * After a send that failed for good nothing more is sent: a scan never goes on with a gap. Event loop only.
 */
final class ScanLog {
    private static final JsonSerde<IndexEvent> EVENTS = new JsonSerde<>(IndexEvent.class);

    /**
     * The ways: full chunks, small ones in batches that a reader can fetch without much else, and events.
     *
     * @param later runs what an event waits for
     */
    record Queues(SendQueue large, SendQueue small, SendQueue events, SendQueue.Later later) {}

    /** Bytes that a record takes beside its value while it is on its way. */
    static final long RECORD = 512;

    private final String scan;
    private final int partition;
    private final Queues queues;
    private final Executor loop;
    private final ByteBudget budget;
    private final ClockSkew skew;
    private final Supplier<ChunkSink> handOver;
    private final Runnable stored;
    private final Consumer<String> failed;
    private final EventOrder events;
    private boolean broken;

    /**
     * @param loop the event loop
     * @param handOver who gets the chunks once they are durable; asked for each
     * @param stored runs when bytes have been acknowledged
     * @param failed is told once, on the event loop, when a send has failed for good
     */
    ScanLog(
            String scan,
            int partition,
            Queues queues,
            Executor loop,
            ByteBudget budget,
            ClockSkew skew,
            Supplier<ChunkSink> handOver,
            Runnable stored,
            Consumer<String> failed) {
        this.scan = scan;
        this.partition = partition;
        this.queues = queues;
        this.loop = loop;
        this.budget = budget;
        this.skew = skew;
        this.handOver = handOver;
        this.stored = stored;
        this.failed = failed;
        this.events = new EventOrder(budget, queues.later, this::send);
    }

    /** Makes a chunk durable, then tells the router. */
    void chunk(OpenChunk chunk) {
        long lastReadoutAt = chunk.lastReadoutAt();
        var lines = chunk.lines();
        int channels = chunk.channels();
        FrameKey frame = chunk.frame;
        byte[] order = chunk.order();
        store(
                chunk.kind,
                frame,
                chunk.sequence,
                order,
                chunk.close(),
                chunk.goesOn(),
                ref -> new IndexEvent.ChunkStored(scan, partition, frame, ref, lines, channels, lastReadoutAt, Micros.now()));
    }

    /**
     * Makes a payload durable, then sends the event that {@code told} makes of where it lies.
     *
     * @param order as {@link StreamOrder} writes it, null where no messages of the stream are in it
     * @param patient whether nobody waits for that event, see {@link EventOrder}
     */
    void store(
            ChunkKind kind,
            @Nullable FrameKey frame,
            int sequence,
            byte @Nullable [] order,
            byte[] value,
            boolean patient,
            Function<ChunkRef, IndexEvent> told) {
        if (broken) {
            return;
        }
        int crc = Checksum.of(value);
        PayloadHeader header = PayloadHeader.chunk(kind, scan, frame, sequence, crc);
        var record = kind.isContext()
                ? new ProducerRecord<>(
                        Topics.CONTEXT.name(), partition, System.currentTimeMillis(), Topics.contextKey(header), value)
                : new ProducerRecord<>(Topics.DATA.name(), partition, System.currentTimeMillis(), scan, value);
        record.headers().add(PayloadHeader.NAME, header.encode());
        if (order != null) {
            record.headers().add(StreamOrder.NAME, order);
        }
        EventOrder.Place event = events.add(patient);
        // The producer has its copy. The value itself is held until it is stored only where it is handed over then.
        ChunkSink taker = handOver.get();
        @Nullable ProducerRecord<String, byte[]> handed = taker == ChunkSink.NONE ? null : record;
        int length = value.length;
        long held = (handed == null ? 1L : 2L) * length + RECORD + (order == null ? 0 : order.length);
        budget.hold(ByteBudget.Use.IN_FLIGHT, held);
        SendQueue queue = length > ClientSettings.SMALL_BATCH ? queues.large : queues.small;
        ClockSkew.Send sent = skew.sending(record.timestamp());
        queue.send(record, (metadata, error) -> {
            if (error == null && handed != null) {
                taker.stored(handed, metadata); // before anybody is told of it
            }
            ClockSkew.Sample sample = error == null ? sent.acknowledged(metadata.timestamp()) : null;
            loop.execute(() -> {
            budget.release(ByteBudget.Use.IN_FLIGHT, held);
            if (error != null) {
                fail(text(error));
                return;
            }
            skew.take(sample);
            if (skew.isBeyond()) {
                fail(skew.words());
                return;
            }
            IndexEvent known = told.apply(new ChunkRef(kind, sequence, metadata.offset(), length, crc));
            if (!broken) {
                event.fill(EVENTS.write(known));
            }
            stored.run();
            });
        });
    }

    /** Sends an event after all those before it. */
    void event(IndexEvent event) {
        if (!broken) {
            events.add(false).fill(EVENTS.write(event));
        }
    }

    /** Nothing more is sent, but what is on its way. */
    void abandon() {
        broken = true;
        events.clear();
    }

    private void send(byte[] event) {
        if (broken) {
            return;
        }
        long bytes = EventOrder.bytes(event);
        budget.hold(ByteBudget.Use.IN_FLIGHT, bytes);
        queues.events.send(
                new ProducerRecord<>(Topics.INDEX.name(), partition, scan, event),
                (metadata, error) -> loop.execute(() -> {
                    budget.release(ByteBudget.Use.IN_FLIGHT, bytes);
                    if (error != null) {
                        fail(text(error));
                    }
                }));
    }

    /** What the scanner reads: not Kafka's words where the clock is the cause. */
    private String text(Exception error) {
        if (error instanceof InvalidTimestampException) {
            return "the log takes no records with this gateway's time: its clock is more than an hour from the log's";
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    private void fail(String why) {
        if (!broken) {
            abandon();
            failed.accept(why);
        }
    }
}
