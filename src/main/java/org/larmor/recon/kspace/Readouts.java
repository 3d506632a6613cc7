package org.larmor.recon.kspace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.WaveformHeader;

/** Walks the acquisitions of MRD messages that lie back to back, checking each length before it is used. */
public final class Readouts {
    /** A float's bits but for its sign, and those of infinity; NaNs are beyond. */
    private static final int MODULUS = 0x7FFF_FFFF;

    private static final int INFINITE = 0x7F80_0000;

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

    /**
     * Looks at samples.
     *
     * @param header of their readout
     * @param from absolute offset of the first
     * @param floats how many parts there are
     * @throws ReconException where one is NaN or infinite; names the readout
     */
    public static void requireFinite(AcquisitionHeader header, ByteBuffer messages, int from, int floats)
            throws ReconException {
        int largest = 0;
        for (int i = 0; i < floats; i++) {
            largest = Math.max(largest, messages.getInt(from + Float.BYTES * i) & MODULUS);
        }
        if (largest >= INFINITE) {
            String what = ReadoutRole.of(header) == ReadoutRole.NOISE ? "noise readout " : "readout ";
            throw new ReconException(what + header.scanCounter() + " (line " + header.kspaceEncodeStep1()
                    + ", partition " + header.kspaceEncodeStep2() + ") holds samples that are not finite numbers");
        }
    }

    private static int visitMessage(ByteBuffer messages, int at, AcquisitionHeader header, Visitor visitor)
            throws ReconException {
        long left = (long) messages.limit() - at;
        require(left >= MessageId.BYTES, "a message is cut short");
        MessageId id = MessageId.at(messages, at);
        if (id == MessageId.WAVEFORM) {
            require(left >= MessageId.BYTES + WaveformHeader.BYTES, "a waveform is cut short");
            long bytes = new WaveformHeader().wrap(messages, at + MessageId.BYTES).messageBytes();
            require(bytes <= left, "a waveform is cut short");
            return (int) bytes;
        }
        if (id != MessageId.ACQUISITION) {
            throw new ReconException(
                    "message id " + Short.toUnsignedInt(messages.getShort(at)) + " among the readouts");
        }
        require(left >= MessageId.BYTES + AcquisitionHeader.BYTES, "a readout is cut short");
        header.wrap(messages, at + MessageId.BYTES);
        require(!header.isCompressed(), "compressed readouts are not supported");
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
