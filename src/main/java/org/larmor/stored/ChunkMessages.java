package org.larmor.stored;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.larmor.bus.ChunkException;
import org.larmor.bus.record.RecordException;
import org.larmor.bus.record.StreamOrder;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.WaveformHeader;

/** Goes over the messages of one chunk, each with its number in the scan's stream. */
final class ChunkMessages {
    private final ByteBuffer value;
    private final StreamOrder.Reader order;
    private final AcquisitionHeader acquisition = new AcquisitionHeader();
    private final WaveformHeader waveform = new WaveformHeader();
    private long number;
    private int at;
    private int length;

    /**
     * Stands at the first message.
     *
     * @param value messages as on the wire, back to back; at least one
     * @param order the chunk's header {@link StreamOrder#NAME}
     * @throws ChunkException where that is not so
     */
    ChunkMessages(ByteBuffer value, byte[] order) throws ChunkException {
        this.value = value.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.order = new StreamOrder.Reader(order);
        if (!advance()) {
            throw new ChunkException("an empty chunk");
        }
    }

    /** The number of the message. */
    long number() {
        return number;
    }

    /** The message from its id on, little-endian; a view of the chunk. */
    ByteBuffer message() {
        return value.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Goes to the next message.
     *
     * @return false behind the last
     * @throws ChunkException where there are not as many whole messages as numbers
     */
    boolean advance() throws ChunkException {
        at += length;
        length = 0;
        if (at == value.limit() && !order.hasNext()) {
            return false;
        }
        long whole = at == value.limit() ? Long.MAX_VALUE : messageBytes();
        if (whole > value.limit() - at) {
            throw new ChunkException("a chunk that ends within a message");
        }
        length = (int) whole;
        try {
            number = order.next();
        } catch (RecordException e) {
            throw new ChunkException("a chunk whose messages are not numbered: " + e.getMessage(), e);
        }
        return true;
    }

    /** Bytes of the message here, by its header; beyond all where that is cut off. */
    private long messageBytes() throws ChunkException {
        int header = at + MessageId.BYTES;
        int left = value.limit() - header;
        return switch (left < 0 ? null : MessageId.at(value, at)) {
            case ACQUISITION ->
                left < AcquisitionHeader.BYTES ? Long.MAX_VALUE : acquisition.wrap(value, header).messageBytes();
            case WAVEFORM -> left < WaveformHeader.BYTES ? Long.MAX_VALUE : waveform.wrap(value, header).messageBytes();
            case null, default -> throw new ChunkException("a chunk that holds something else than readouts and waveforms");
        };
    }
}
