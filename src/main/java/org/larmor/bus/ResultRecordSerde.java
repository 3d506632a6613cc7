package org.larmor.bus;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.JsonSerde;
import org.larmor.bus.record.PayloadHeader;
import org.larmor.bus.record.ResultEvent;

/** Writes both shapes of {@link ResultRecord}, setting the header that tells them apart; copies no payload. */
final class ResultRecordSerde implements Serde<ResultRecord> {
    static final JsonSerde<ResultEvent> EVENTS = new JsonSerde<>(ResultEvent.class);

    @Override
    public Serializer<ResultRecord> serializer() {
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable ResultRecord data) {
                throw new UnsupportedOperationException("results need their record's headers");
            }

            @Override
            public byte @Nullable [] serialize(String topic, Headers headers, @Nullable ResultRecord data) {
                return switch (data) {
                    case null -> null;
                    case ResultRecord.Event(ResultEvent event) -> EVENTS.write(event);
                    case ResultRecord.Piece(PayloadHeader header, byte[] bytes) -> {
                        headers.remove(PayloadHeader.NAME).add(PayloadHeader.NAME, header.encode());
                        yield bytes;
                    }
                };
            }
        };
    }

    @Override
    public Deserializer<ResultRecord> deserializer() {
        return new Deserializer<>() {
            @Override
            public ResultRecord deserialize(String topic, byte[] data) {
                throw new UnsupportedOperationException("results need their record's headers");
            }

            @Override
            public @Nullable ResultRecord deserialize(String topic, Headers headers, byte @Nullable [] data) {
                return data == null ? null : ResultRecord.read(headers, data);
            }
        };
    }
}
