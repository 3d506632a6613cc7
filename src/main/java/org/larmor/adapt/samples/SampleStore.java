package org.larmor.adapt.samples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.apache.kafka.clients.producer.Producer;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.PieceLog;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;
import org.larmor.bus.record.Extent;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.mrd.Checksum;

/** Samples as they can be read again. */
public final class SampleStore {
    private final KafkaConnection kafka;
    private final ScanKeys keys;

    public SampleStore(KafkaConnection kafka, ScanKeys keys) {
        this.kafka = kafka;
        this.keys = keys;
    }

    /**
     * Reads a sample.
     *
     * @return empty where its scan was forgotten: its key is gone
     * @throws IOException where it is not whole
     * @throws SampleException where it was changed
     */
    public Optional<Sample> read(StoredSample stored) throws IOException {
        return read(stored.scan(), stored.id(), stored.data());
    }

    /** The same of a proxy; it has nothing that is hidden. */
    public Optional<Sample> read(ProxySlice proxy) throws IOException {
        return read(proxy.key(), proxy.id(), proxy.data());
    }

    private Optional<Sample> read(String keyName, String id, Extent data) throws IOException {
        Optional<SecretKey> key = keys.read(keyName);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        PieceLog.read(kafka, Topics.ADAPT_SAMPLES, data, sealed);
        return Optional.of(SampleCodec.decode(SampleCipher.open(key.get(), id, sealed.toByteArray())));
    }

    /** Writes a sample as {@code id}, encrypted. */
    static Extent write(Producer<String, byte[]> producer, SecretKey key, String id, Sample sample) throws IOException {
        byte[] sealed = SampleCipher.seal(key, id, SampleCodec.encode(sample));
        return PieceLog.write(producer, Topics.ADAPT_SAMPLES, new ByteArrayInputStream(sealed));
    }

    /** By the site's key the same for the same k-space, whatever of it is hidden. */
    public static String content(SiteKey siteKey, KspaceSlice slice) {
        byte[] bytes = SampleCodec.encode(new Sample(slice, new boolean[slice.width()]));
        return siteKey.hash("content", Checksum.sha256(bytes));
    }
}
