package org.larmor.bus.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;

/**
 * One byte of schema version, then JSON: small records that people can read too. Unknown members are ignored, so that
 * the version only rises when a reader of the one before would misread. Serializing null gives null, a tombstone.
 */
public final class JsonSerde<T> implements Serde<T> {
    /** The version written; this one and the one before are read, but none before {@link #OLDEST}. */
    public static final int VERSION = 2;

    /** Version 1 wrote classes of the program as they were, and is not read any more. */
    private static final int OLDEST = 2;

    private static final int VERSIONS_AHEAD = 16;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(FrameKey.class, ToStringSerializer.instance)
                    .addDeserializer(FrameKey.class, new FrameKeys()))
            .build();

    /** A frame's key is text in every record, as {@link FrameKey#toString} writes it. */
    private static final class FrameKeys extends FromStringDeserializer<FrameKey> {
        private static final long serialVersionUID = 1L;

        FrameKeys() {
            super(FrameKey.class);
        }

        @Override
        protected FrameKey _deserialize(String text, DeserializationContext context) {
            return FrameKey.parse(text);
        }
    }

    private final ObjectWriter writer;
    private final ObjectReader reader;

    public JsonSerde(Class<T> type) {
        this.writer = JSON.writerFor(type);
        this.reader = JSON.readerFor(type);
    }

    public byte @Nullable [] write(@Nullable T value) {
        if (value == null) {
            return null;
        }
        try {
            byte[] json = writer.writeValueAsBytes(value);
            byte[] bytes = new byte[json.length + 1];
            bytes[0] = VERSION;
            System.arraycopy(json, 0, bytes, 1, json.length);
            return bytes;
        } catch (JsonProcessingException e) {
            throw new RecordException("cannot write " + value.getClass().getSimpleName(), e);
        }
    }

    /**
     * @throws NewerRecordException where a later version of the program wrote it
     * @throws RecordException where the bytes are not such a record
     */
    public @Nullable T read(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (isNewer(bytes)) {
            throw new NewerRecordException(bytes[0], VERSION);
        }
        if (bytes.length == 0 || bytes[0] > VERSION || bytes[0] < Math.max(OLDEST, VERSION - 1)) {
            throw new RecordException("record of unknown schema version " + (bytes.length == 0 ? "(empty)" : bytes[0]));
        }
        try {
            return reader.readValue(bytes, 1, bytes.length - 1);
        } catch (IOException e) {
            throw new RecordException("malformed record", e);
        }
    }

    /** A version that is to be expected one day, before an object; other bytes are no record at all. */
    private static boolean isNewer(byte[] bytes) {
        return bytes.length > 1 && bytes[0] > VERSION && bytes[0] <= VERSION + VERSIONS_AHEAD && bytes[1] == '{';
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> write(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> read(bytes);
    }
}
