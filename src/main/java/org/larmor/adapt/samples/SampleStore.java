package org.larmor.adapt.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.PieceLog;
import org.larmor.bus.Topics;
import org.larmor.bus.record.StoredSample;

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
        Optional<SecretKey> key = keys.read(stored.scan());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        PieceLog.read(kafka, Topics.ADAPT_SAMPLES, stored.data(), sealed);
        return Optional.of(SampleCodec.decode(SampleCipher.open(key.get(), stored.id(), sealed.toByteArray())));
    }
}
