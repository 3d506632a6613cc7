package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import org.larmor.mrd.file.Hdf5.Kind;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.WaveformHeader;

/** {@code /dataset/waveforms}: compound {head, data: vlen u32} as waveform messages. */
final class WaveformReader extends RecordReader {
    private final int head;
    private final int data;
    private final WaveformHeader header = new WaveformHeader();

    WaveformReader(Hdf5 file, Hdf5.Table table) throws MrdFileException {
        super(file, table, 0);
        this.head = Members.require(file, table, "head", Kind.COMPOUND, WaveformHeader.BYTES);
        this.data = Members.require(file, table, "data", Kind.VLEN_U32, GlobalHeap.REFERENCE_BYTES);
    }

    @Override
    protected ByteBuffer message(ByteBuffer record, long number) throws MrdFileException {
        if (blank(record, head, WaveformHeader.BYTES)) {
            throw file.corrupt(at(number) + " was never written");
        }
        long stated = header.wrap(record, head).dataBytes();
        long stored = 4 * Integer.toUnsignedLong(record.getInt(data));
        if (stated != stored) {
            throw file.corrupt(at(number) + " holds " + stored + " bytes where its header says " + stated);
        }
        ByteBuffer message = cleared(header.messageBytes(), number);
        MessageId.WAVEFORM.putTo(message);
        header.putTo(message);
        file.element(record, data, (int) stored, message);
        return message.flip();
    }
}
