package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import org.larmor.mrd.file.Hdf5.Kind;

/** {@code /dataset/waveforms}: compound {head, data: vlen u32} as messages 1026. */
final class WaveformReader extends RecordReader {
    private static final short MESSAGE_ID = 1026;
    private static final int ID_BYTES = 2;
    private static final int HEADER_BYTES = 40;
    private static final int NUMBER_OF_SAMPLES_OFFSET = 28;
    private static final int CHANNELS_OFFSET = 30;

    private final int head;
    private final int data;

    WaveformReader(Hdf5 file, Hdf5.Table table) throws MrdFileException {
        super(file, table, 0);
        this.head = Members.require(file, table, "head", Kind.COMPOUND, HEADER_BYTES);
        this.data = Members.require(file, table, "data", Kind.VLEN_U32, GlobalHeap.REFERENCE_BYTES);
    }

    @Override
    protected ByteBuffer message(ByteBuffer record, long number) throws MrdFileException {
        if (blank(record, head, HEADER_BYTES)) {
            throw file.corrupt(at(number) + " was never written");
        }
        long stated = 4L * Short.toUnsignedInt(record.getShort(head + NUMBER_OF_SAMPLES_OFFSET))
                * Short.toUnsignedInt(record.getShort(head + CHANNELS_OFFSET));
        long stored = 4 * Integer.toUnsignedLong(record.getInt(data));
        if (stated != stored) {
            throw file.corrupt(at(number) + " holds " + stored + " bytes where its header says " + stated);
        }
        ByteBuffer message = cleared(ID_BYTES + HEADER_BYTES + stored, number);
        message.putShort(MESSAGE_ID);
        message.put(record.slice(head, HEADER_BYTES));
        file.element(record, data, (int) stored, message);
        return message.flip();
    }
}
