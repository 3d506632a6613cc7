package org.larmor.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pieces;
import org.larmor.bus.ResultRecord;
import org.larmor.bus.TopicMetadata;
import org.larmor.bus.Topics;
import org.larmor.bus.record.Hops;
import org.larmor.bus.record.IndexEvent;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.ResultEvent;
import org.larmor.mrd.Checksum;
import org.larmor.telemetry.Telemetry;

/**
 * Writes results and dead letters; every method returns when the broker has acknowledged all it wrote, and throws {@link
 * KafkaException} where it has not. Used by many threads.
 */
final class ResultWriter implements AutoCloseable {
    /** Where a dead letter says why it is one. */
    static final String REASON = "larmor.reason";

    static final String FROM = "larmor.from";

    private static final JsonSerde<IndexEvent> EVENTS = new JsonSerde<>(IndexEvent.class);

    private static final int PATIENCE_MS = 120_000;
    private static final Duration KNOWS_WITHIN = Duration.ofSeconds(60);

    private final Producer<byte[], byte[]> producer;
    private final Telemetry.Binding binding;

    ResultWriter(KafkaConnection kafka, Telemetry telemetry) {
        this.producer = kafka.producer(client(), new ByteArraySerializer(), new ByteArraySerializer());
        this.binding = telemetry.bind(producer);
        // here, where nobody waits for it
        TopicMetadata.await(producer, KNOWS_WITHIN, List.of(Topics.RESULTS, Topics.INDEX));
    }

    private static Map<String, Object> client() {
        Map<String, Object> settings = new HashMap<>(ClientSettings.eventProducer());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        return settings;
    }

    /**
     * Writes the pieces of images under an attempt of their own, and the terminal result that names it right behind them.
     * Should a piece be lost on the way, the result does not count: the gateway finds its pieces wanting and waits for
     * the next attempt.
     *
     * @param images whole messages
     */
    void images(Job job, List<ByteBuffer> images, List<String> warnings, Hops hops) throws InterruptedException {
        await(records(job, images, warnings, hops).stream().map(record -> send(job, record)).toList());
        tellRouter(job);
    }

    /** What is written of images, in its order. */
    static List<ResultRecord> records(Job job, List<ByteBuffer> images, List<String> warnings, Hops hops) {
        long attempt = ThreadLocalRandom.current().nextLong();
        List<Integer> counts = new ArrayList<>();
        List<ResultRecord> records = new ArrayList<>();
        for (int image = 0; image < images.size(); image++) {
            List<byte[]> pieces = Pieces.cut(images.get(image));
            counts.add(pieces.size());
            for (int piece = 0; piece < pieces.size(); piece++) {
                byte[] bytes = pieces.get(piece);
                PayloadHeader header = PayloadHeader.piece(
                        job.scan(), job.frame(), job.revision(), attempt, image, piece, Checksum.of(bytes));
                records.add(new ResultRecord.Piece(header, bytes));
            }
        }
        records.add(new ResultRecord.Event(new ResultEvent.FrameImages(
                job.scan(), job.frame(), job.revision(), attempt, counts, warnings, hops)));
        return records;
    }

    void terminal(Job job, ResultEvent.Terminal result) throws InterruptedException {
        await(List.of(send(job, new ResultRecord.Event(result))));
        tellRouter(job);
    }

    /** The router waits for it: a job that ends without is given out again. */
    private void tellRouter(Job job) throws InterruptedException {
        byte[] answered = EVENTS.write(
                new IndexEvent.FrameAnswered(job.scan(), job.partition(), job.frame(), job.revision()));
        byte[] key = job.scan().getBytes(StandardCharsets.UTF_8);
        await(List.of(producer.send(
                new ProducerRecord<>(Topics.INDEX.name(), job.partition(), key, answered))));
    }

    /** The record as it came, with the reason. */
    void deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) throws InterruptedException {
        Headers headers = new RecordHeaders(record.headers().toArray());
        headers.add(REASON, reason.getBytes(StandardCharsets.UTF_8));
        String from = record.topic() + "-" + record.partition() + "@" + record.offset();
        headers.add(FROM, from.getBytes(StandardCharsets.UTF_8));
        await(List.of(producer.send(
                new ProducerRecord<>(Topics.DEAD_LETTER.name(), null, record.key(), record.value(), headers))));
    }

    private Future<RecordMetadata> send(Job job, ResultRecord result) {
        String topic = Topics.RESULTS.name();
        Headers headers = new RecordHeaders();
        byte[] value = Topics.RESULTS.value().serializer().serialize(topic, headers, result);
        byte[] key = job.scan().getBytes(StandardCharsets.UTF_8);
        return producer.send(new ProducerRecord<>(topic, job.partition(), key, value, headers));
    }

    private static void await(List<Future<RecordMetadata>> sent) throws InterruptedException {
        for (Future<RecordMetadata> one : sent) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new KafkaException("result not written", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        binding.close();
        producer.close(Duration.ofSeconds(5));
    }
}
