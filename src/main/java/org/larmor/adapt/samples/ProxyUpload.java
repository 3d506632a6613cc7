package org.larmor.adapt.samples;

import java.io.IOException;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.ProxySlice;
import org.larmor.bus.record.StoredSample;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;

/** Stores the slices of one set of proxies; they are visible once somebody has asked for them to be added. */
public final class ProxyUpload implements AutoCloseable {
    private static final long BUFFER = 32L << 20;

    private final SiteKey siteKey;
    private final ScanKeys keys;
    private final String set;
    private final Producer<String, byte[]> producer;
    private int number;

    public ProxyUpload(KafkaConnection kafka, SiteKey siteKey, ScanKeys keys, String set) {
        this.siteKey = siteKey;
        this.keys = keys;
        this.set = set;
        this.producer = kafka.producer(
                ClientSettings.payloadProducer(BUFFER), new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Stores a slice.
     *
     * @param patient whatever tells one who was scanned from another; it is hashed with the site's key
     * @param validation whether it is only to be measured by
     */
    public ProxySlice add(KspaceSlice slice, String patient, boolean validation) throws IOException {
        String key = "proxy-" + UUID.randomUUID();
        String id = set + "/" + number;
        return new ProxySlice(
                set,
                number++,
                key,
                siteKey.hash("patient", patient),
                validation,
                SampleStore.write(producer, keys.readOrMake(key), id, new Sample(slice, new boolean[slice.width()])),
                SampleStore.content(siteKey, slice),
                new StoredSample.Shape(slice.coils(), slice.height(), slice.width(), 1));
    }

    @Override
    public void close() {
        producer.close();
    }
}
