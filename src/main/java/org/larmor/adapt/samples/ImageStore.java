package org.larmor.adapt.samples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.PieceLog;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ExampleImage;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.StoredSample;
import org.larmor.mrd.Checksum;

/** Images of samples, which only who has the scan's key can look at. Whoever forgets a scan forgets them too. */
public final class ImageStore {
    private static final long BUFFER = 16L << 20;

    private final KafkaConnection kafka;
    private final ScanKeys keys;

    public ImageStore(KafkaConnection kafka, ScanKeys keys) {
        this.kafka = kafka;
        this.keys = keys;
    }

    /**
     * Keeps an image.
     *
     * @return empty where its scan was forgotten
     */
    public Optional<ExampleImage> write(StoredSample sample, long step, byte[] png) throws IOException {
        return write(sample.scan(), sample.id(), step, png);
    }

    /**
     * The same of anything that has a key.
     *
     * @param keyName what the key is called: a scan, or a proxy's
     * @param id what it is an image of
     */
    public Optional<ExampleImage> write(String keyName, String id, long step, byte[] png) throws IOException {
        Optional<SecretKey> key = keys.read(keyName);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        byte[] sealed = SampleCipher.seal(key.get(), name(id, step), png);
        try (Producer<String, byte[]> producer = kafka.producer(
                ClientSettings.payloadProducer(BUFFER), new StringSerializer(), new ByteArraySerializer())) {
            Extent data = PieceLog.write(producer, Topics.ADAPT_IMAGES, new ByteArrayInputStream(sealed));
            return Optional.of(new ExampleImage(keyName, id, step, Checksum.sha256(png), data));
        }
    }

    /**
     * The PNG.
     *
     * @return empty where its scan was forgotten
     * @throws IOException where it is no longer kept
     * @throws SampleException where it is not the one that the events speak of
     */
    public Optional<byte[]> read(ExampleImage image) throws IOException {
        Optional<SecretKey> key = keys.read(image.scan());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        PieceLog.read(kafka, Topics.ADAPT_IMAGES, image.data(), sealed);
        byte[] png = SampleCipher.open(key.get(), name(image.sample(), image.step()), sealed.toByteArray());
        if (!Checksum.sha256(png).equals(image.sha256())) {
            throw new SampleException("an image that is not the one of the event");
        }
        return Optional.of(png);
    }

    private static String name(String sample, long step) {
        return sample + "@" + step;
    }
}
