package org.larmor.adapt.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.larmor.bus.BusException;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.PieceLog;
import org.larmor.bus.Topics;
import org.larmor.bus.record.Micros;
import org.larmor.bus.record.ModelVersion;
import org.larmor.models.ModelCard;
import org.larmor.models.ModelFile;
import org.larmor.models.ModelLibrary;

/** Puts a model's files into the registry: the pieces of its weights first, then the version that names them. */
public final class ModelUpload {
    private static final long BUFFER = 8L << 20;

    private ModelUpload() {}

    /** Writes a model that comes with the program; see {@link #write(KafkaConnection, Path, String)}. */
    public static ModelVersion write(KafkaConnection kafka, ModelLibrary.Entry entry, String origin)
            throws IOException {
        Path folder = Files.createTempDirectory("larmor-model");
        try {
            return write(kafka, entry.copyTo(folder), origin);
        } finally {
            ModelRegistry.remove(folder);
        }
    }

    /**
     * Writes a model that lies in files.
     *
     * @param card the {@code .json}; the weights lie beside it
     * @param origin where it comes from, for people
     * @return what lies in the registry now
     * @throws IOException where the files cannot be read
     * @throws BusException where the log does not take it; then there is no such version
     */
    public static ModelVersion write(KafkaConnection kafka, Path card, String origin) throws IOException {
        ModelCard read = ModelFile.readCard(card);
        Path weights = ModelFile.verifiedWeights(card, read);
        try (Producer<String, byte[]> producer = kafka.producer(
                        ClientSettings.payloadProducer(BUFFER), new StringSerializer(), new ByteArraySerializer());
                InputStream in = Files.newInputStream(weights)) {
            ModelVersion version = new ModelVersion(
                    ModelLibrary.versionOf(read),
                    Files.readString(card),
                    PieceLog.write(producer, Topics.MODEL_WEIGHTS, in),
                    read.sha256(),
                    origin,
                    Micros.now());
            byte[] record = Topics.MODEL_VERSIONS.value().serializer().serialize(Topics.MODEL_VERSIONS.name(), version);
            producer.send(new ProducerRecord<>(Topics.MODEL_VERSIONS.name(), 0, version.version(), record)).get();
            return version;
        } catch (ExecutionException e) {
            throw new BusException("the model could not be stored at " + kafka, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
    }
}
