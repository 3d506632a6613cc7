package org.larmor.recon.kspace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.recon.ReconException;

/** Walks the acquisitions of MRD messages that lie back to back, checking each length before it is used. */
public final class Readouts {
    private static final int ACQUISITION = 1008;
    private static final int WAVEFORM = 1026;
    private static final int WAVEFORM_HEADER_BYTES = 40;
    private static final int WAVEFORM_SAMPLES_OFFSET = 28;
    private static final int WAVEFORM_CHANNELS_OFFSET = 30;
    private static final long COMPRESSED = AcquisitionFlag.COMPRESSION1.mask()
            | AcquisitionFlag.COMPRESSION2.mask()
            | AcquisitionFlag.COMPRESSION3.mask()
            | AcquisitionFlag.COMPRESSION4.mask();

    private Readouts() {}

    /** Sees one acquisition. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param header moves on with the next readout: {@link AcquisitionHeader#copy} what is to stay
         * @param messages where the data lie, little-endian complex64 [channel][sample]
         * @param data their absolute offset
         */
        void visit(AcquisitionHeader header, ByteBuffer messages, int data) throws ReconException;
    }

    /** @throws ReconException where a message is cut short, unknown here, or compressed */
    public static void forEach(List<ByteBuffer> buffers, Visitor visitor) throws ReconException {
        AcquisitionHeader header = new AcquisitionHeader();
        for (ByteBuffer buffer : buffers) {
            ByteBuffer messages = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int at = messages.position();
            while (at < messages.limit()) {
                at += visitMessage(messages, at, header, visitor);
            }
        }
    }

    private static int visitMessage(ByteBuffer messages, int at, AcquisitionHeader header, Visitor visitor)
            throws ReconException {
        long left = (long) messages.limit() - at;
        require(left >= 2, "a message is cut short");
        int id = Short.toUnsignedInt(messages.getShort(at));
        if (id == WAVEFORM) {
            require(left >= 2 + WAVEFORM_HEADER_BYTES, "a waveform is cut short");
            int samples = Short.toUnsignedInt(messages.getShort(at + 2 + WAVEFORM_SAMPLES_OFFSET));
            int channels = Short.toUnsignedInt(messages.getShort(at + 2 + WAVEFORM_CHANNELS_OFFSET));
            long bytes = 2L + WAVEFORM_HEADER_BYTES + 4L * samples * channels;
            require(bytes <= left, "a waveform is cut short");
            return (int) bytes;
        }
        require(id == ACQUISITION, "message id " + id + " among the readouts");
        require(left >= 2 + AcquisitionHeader.BYTES, "a readout is cut short");
        header.wrap(messages, at + 2);
        require((header.flags() & COMPRESSED) == 0, "compressed readouts are not supported");
        long bytes = header.messageBytes();
        require(bytes <= left, "a readout is cut short");
        visitor.visit(header, messages, (int) (at + bytes - header.dataBytes()));
        return (int) bytes;
    }

    private static void require(boolean condition, String otherwise) throws ReconException {
        if (!condition) {
            throw new ReconException(otherwise);
        }
    }
}
