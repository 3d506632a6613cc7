package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.EmbeddedBroker;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pool;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicPlan;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A real broker with what stands before and behind a worker: stores chunks and jobs, collects results. */
final class WorkerBed {
    static final int LOCK_MS = 1500;
    static final int PARTITION = 1;
    static final FrameKey FRAME = new FrameKey(0, 2, 0, 0, 3, 0);
    static final String XML = """
            <?xml version="1.0"?>
            <ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD">
              <encoding>
                <encodedSpace><matrixSize><x>8</x><y>4</y><z>1</z></matrixSize>
                  <fieldOfView_mm><x>600</x><y>300</y><z>6</z></fieldOfView_mm></encodedSpace>
                <reconSpace><matrixSize><x>4</x><y>4</y><z>1</z></matrixSize>
                  <fieldOfView_mm><x>300</x><y>310</y><z>6</z></fieldOfView_mm></reconSpace>
                <trajectory>cartesian</trajectory>
                <encodingLimits>
                  <slice><minimum>0</minimum><maximum>4</maximum><center>0</center></slice>
                  <repetition><minimum>0</minimum><maximum>9</maximum><center>0</center></repetition>
                </encodingLimits>
              </encoding>
              <measurementInformation><protocolName>Knee PD</protocolName></measurementInformation>
            </ismrmrdHeader>
            """;

    private final Path data;
    private EmbeddedBroker broker;
    private final Producer<byte[], byte[]> producer;
    private final List<ResultRecord> results = new CopyOnWriteArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> deadLetters = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean closing;

    WorkerBed(Path data) {
        this.data = data;
        this.broker = EmbeddedBroker.start(data, 0);
        try (TopicAdmin admin = TopicAdmin.connect(KafkaConnection.to(broker.bootstrap()))) {
            admin.apply(TopicPlan.DEFINED.withLock(Duration.ofMillis(LOCK_MS)));
                    }
        this.producer = KafkaConnection.to(broker.bootstrap()).producer(
                ClientSettings.payloadProducer(64 << 20),
                new ByteArraySerializer(), new ByteArraySerializer());
        this.reader = Thread.ofPlatform().daemon().name("results").start(this::read);
    }

    KafkaConnection kafka() {
        return KafkaConnection.to(broker.bootstrap());
    }

    void stopBroker() {
        broker.close();
    }

    void startBroker() {
        broker = EmbeddedBroker.start(data, broker.port());
    }

    WorkerSettings settings() {
        return new WorkerSettings(kafka(), Pool.CLASSIC, 1, 1, 1, Duration.ofSeconds(60));
    }

    static String newScan() {
        return UUID.randomUUID().toString();
    }

    ChunkRef store(String scan, ChunkKind kind, FrameKey frame, int sequence, byte[] bytes) throws Exception {
        int crc = crc(bytes);
        Headers headers = new RecordHeaders();
        headers.add(PayloadHeader.NAME, PayloadHeader.chunk(kind, scan, frame, sequence, crc).encode());
        String topic = (kind.isContext() ? Topics.CONTEXT : Topics.DATA).name();
        long offset = producer.send(new ProducerRecord<>(
                topic, PARTITION, scan.getBytes(StandardCharsets.UTF_8), bytes, headers))
                .get(30, TimeUnit.SECONDS).offset();
        return new ChunkRef(kind, sequence, offset, bytes.length, crc);
    }

    ChunkRef storeHeader(String scan) throws Exception {
        return store(scan, ChunkKind.HEADER, null, 0, XML.getBytes(StandardCharsets.UTF_8));
    }

    /** A job over chunks stored just now. */
    Job job(String scan, Recipe recipe, int revision, byte[]... chunks) throws Exception {
        List<ChunkRef> refs = new ArrayList<>();
        for (byte[] chunk : chunks) {
            refs.add(store(scan, ChunkKind.IMAGING, FRAME, refs.size(), chunk));
        }
        return job(scan, recipe, revision, List.of(storeHeader(scan)), refs);
    }

    static Job job(String scan, Recipe recipe, int revision, List<ChunkRef> contexts, List<ChunkRef> chunks) {
        return new Job(scan, PARTITION, FRAME, revision, recipe, null, contexts, chunks, List.of(), false,
                List.of(), List.of("WRN of the router"), null, null, Hops.routed(1, 2, 3));
    }

    void submit(Job job) throws Exception {
        submit(Topics.JOBS_CLASSIC.value().serializer().serialize(Topics.JOBS_CLASSIC.name(), job));
    }

    void submit(byte[] job) throws Exception {
        Headers headers = new RecordHeaders();
        headers.add("trace", new byte[] {42});
        producer.send(new ProducerRecord<>(Topics.JOBS_CLASSIC.name(), 0, new byte[] {7}, job, headers))
                .get(30, TimeUnit.SECONDS);
    }

    List<ResultEvent.Terminal> terminals(String scan) {
        List<ResultEvent.Terminal> found = new ArrayList<>();
        for (ResultRecord result : results) {
            if (result instanceof ResultRecord.Event(ResultEvent.Terminal terminal) && terminal.scan().equals(scan)) {
                found.add(terminal);
            }
        }
        return found;
    }

    ResultEvent.Terminal awaitTerminal(String scan) {
        return awaitTerminals(scan, 1).getFirst();
    }

    List<ResultEvent.Terminal> awaitTerminals(String scan, int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> terminals(scan).size() >= count);
        return terminals(scan);
    }

    /** The bytes of an image, from the pieces that its terminal result names. */
    ByteBuffer image(ResultEvent.FrameImages images, int number) {
        List<ResultRecord.Piece> pieces = new ArrayList<>();
        for (ResultRecord result : results) {
            if (result instanceof ResultRecord.Piece piece
                    && piece.header().attempt() == images.attempt()
                    && piece.header().image() == number) {
                assertThat(piece.header().scan()).isEqualTo(images.scan());
                assertThat(piece.header().frame()).isEqualTo(images.frame());
                assertThat(piece.header().revision()).isEqualTo(images.revision());
                assertThat(piece.header().sequence()).isEqualTo(pieces.size());
                assertThat(piece.bytes().length).isLessThanOrEqualTo(1 << 20);
                pieces.add(piece);
            }
        }
        assertThat(pieces).hasSize(images.pieces().get(number));
        ByteBuffer whole = ByteBuffer.allocate(pieces.stream().mapToInt(p -> p.bytes().length).sum());
        pieces.forEach(piece -> whole.put(piece.bytes()));
        return whole.flip();
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return deadLetters;
    }

    private void read() {
        try (Consumer<byte[], byte[]> consumer = KafkaConnection.to(broker.bootstrap()).consumer(
                ClientSettings.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = List.of(
                    new TopicPartition(Topics.RESULTS.name(), PARTITION),
                    new TopicPartition(Topics.DEAD_LETTER.name(), 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.topic().equals(Topics.DEAD_LETTER.name())) {
                        deadLetters.add(record);
                    } else {
                        assertThat(record.partition()).isEqualTo(PARTITION);
                        results.add(ResultRecord.read(record));
                    }
                }
            }
        }
    }

    static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    void close() throws InterruptedException {
        closing = true;
        reader.join();
        producer.close(Duration.ofSeconds(5));
        broker.close();
    }
}
