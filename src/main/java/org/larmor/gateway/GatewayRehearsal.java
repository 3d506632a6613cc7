package org.larmor.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.ChunkSink;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;

/**
 * Takes in a scan that nobody sent, so that the first scan that somebody does meets code that has run: its bytes become
 * chunks and events, and answers to its frames become what its scanner would get. No socket and no log is in it: each
 * record is taken at once, and forgotten. The sockets' own way and that of Kafka's clients are not rehearsed.
 */
public final class GatewayRehearsal implements Intake.Conversation, Results.Scanner, Results.Keeper {
    /** Stands for the scan, and for the gateway, where they have to be called something; no real one is ever called so. */
    private static final String NAME = new UUID(0, 0).toString();

    /** As much as one small scan needs, bytes. */
    private static final long ROOM = 16L << 20;

    private final ByteBudget budget = new ByteBudget(ROOM);
    private final ClockSkew skew = new ClockSkew();
    private final ScanHome home;
    private final SendQueue.Later never = (millis, work) -> {};
    private final SendQueue queue = new SendQueue(this::take, never);
    private final ScanNotes notes = new ScanNotes((record, answered) -> CompletableFuture.completedFuture(null));
    private final List<IndexEvent> events = new ArrayList<>();
    private final List<byte[]> messages = new ArrayList<>();
    private @Nullable OpenScan open;
    private @Nullable String failure;
    private long offset;

    private GatewayRehearsal(SiteKey siteKey) {
        this.home = new ScanHome(NAME, () -> Policy.NONE, siteKey, () -> 0, budget, this::log);
    }

    /**
     * Takes a whole scan from its config to its close.
     *
     * @param stream as on the wire
     * @throws MrdProtocolException where a scanner would be sent away with it
     */
    public static GatewayRehearsal of(SiteKey siteKey, byte[] stream) throws MrdProtocolException {
        GatewayRehearsal rehearsal = new GatewayRehearsal(siteKey);
        Intake intake = new Intake(rehearsal, rehearsal.budget);
        new MrdDecoder(Gateway.LIMITS, intake, MrdDecoder.Room.UNBOUNDED).feed(ByteBuffer.wrap(stream));
        if (rehearsal.open == null || rehearsal.failure != null) {
            throw new IllegalArgumentException("a rehearsed scan could not be taken: " + rehearsal.failure);
        }
        return rehearsal;
    }

    /** What the router would be told of it, as its reader would read it. */
    public List<IndexEvent> events() {
        return List.copyOf(events);
    }

    /** Takes what a worker writes, from its bytes. */
    public void answer(List<ResultRecord> records) {
        Results results = open.results();
        String topic = Topics.RESULTS.name();
        for (ResultRecord record : records) {
            Headers headers = new RecordHeaders();
            byte[] value = Topics.RESULTS.value().serializer().serialize(topic, headers, record);
            results.take(offset++, ResultRecord.read(headers, value));
        }
    }

    /** The messages that its scanner would have got so far, as on the wire. */
    public List<byte[]> messages() {
        return List.copyOf(messages);
    }

    private ScanLog log(String scan, int partition, Consumer<String> failed) {
        return new ScanLog(
                scan, partition, new ScanLog.Queues(queue, queue, queue, never), Runnable::run, budget, skew, () -> ChunkSink.NONE, () -> {}, failed);
    }

    /** Stands for the log: it has at once what it is given. */
    private Future<RecordMetadata> take(ProducerRecord<String, byte[]> record, Callback answered) {
        RecordMetadata place = new RecordMetadata(
                new TopicPartition(record.topic(), record.partition()), offset++, 0, System.currentTimeMillis(), 0, record.value().length);
        if (record.topic().equals(Topics.INDEX.name())) {
            events.add(Topics.INDEX.value().deserializer().deserialize(record.topic(), record.value()));
        }
        answered.onCompletion(place, null);
        return CompletableFuture.completedFuture(place);
    }

    @Override
    public OpenScan opened(Handshake handshake) {
        open = new OpenScan(NAME, handshake, home, this, this, why -> failure = why);
        return open;
    }

    @Override
    public void reply(byte[] message) {
        messages.add(message);
    }

    @Override
    public void text(String text) {
        messages.add(MrdEncoder.bytes(new MrdMessage.Text(text)));
    }

    @Override
    public void readout() {
        // counted by nobody
    }

    @Override
    public void closed() {
        if (open != null) {
            open.end();
        }
    }

    @Override
    public Piece keep(long at, byte[] bytes) {
        return new Piece(at, bytes.length, bytes);
    }

    @Override
    public void forget(List<Piece> pieces) {
        // holds none
    }

    @Override
    public void image(List<Piece> pieces, Hops hops) {
        pieces.forEach(piece -> messages.add(piece.bytes));
    }

    @Override
    public void answered(ResultEvent.Terminal answer, List<List<Piece>> images) {
        notes.answered(0, answer, images);
    }

    @Override
    public void refused(String text) {
        failure = text;
    }

    @Override
    public void complete() {
        messages.add(MrdEncoder.bytes(new MrdMessage.Close()));
    }
}
