package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import java.util.Map;
import org.larmor.mrd.file.Hdf5.Kind;
import org.larmor.mrd.file.Hdf5.Member;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;

/** {@code /dataset/data}: compound {head, traj: vlen f32, data: vlen f32} as acquisition messages. */
final class AcquisitionReader extends RecordReader {
    private final int head;
    private final int trajectory;
    private final int data;
    private final AcquisitionHeader header = new AcquisitionHeader();

    AcquisitionReader(Hdf5 file, Hdf5.Table table, long first) throws MrdFileException {
        super(file, table, first);
        this.head = Members.require(file, table, "head", Kind.COMPOUND, AcquisitionHeader.BYTES);
        this.trajectory = Members.require(file, table, "traj", Kind.VLEN_F32, GlobalHeap.REFERENCE_BYTES);
        this.data = Members.require(file, table, "data", Kind.VLEN_F32, GlobalHeap.REFERENCE_BYTES);
        // another layout than that of ISMRMRD 1.x is another header
        for (Map.Entry<String, Integer> expected : AcquisitionHeader.MEMBER_OFFSETS.entrySet()) {
            Member member = table.members().get("head." + expected.getKey());
            if (member == null || member.offset() - head != expected.getValue()) {
                throw file.unsupported("an acquisition header without " + expected.getKey() + " where ISMRMRD 1.x has it");
            }
        }
    }

    @Override
    protected ByteBuffer message(ByteBuffer record, long number) throws MrdFileException {
        if (blank(record, head, AcquisitionHeader.BYTES)) {
            throw file.corrupt(at(number) + " was never written");
        }
        header.wrap(record, head);
        if (header.isCompressed()) {
            throw file.unsupported(at(number) + " is compressed");
        }
        long trajectoryBytes = 4 * Integer.toUnsignedLong(record.getInt(trajectory));
        long dataBytes = 4 * Integer.toUnsignedLong(record.getInt(data));
        if (trajectoryBytes != header.trajectoryBytes() || dataBytes != header.dataBytes()) {
            throw file.corrupt(at(number) + " holds " + dataBytes / 8 + " samples and " + trajectoryBytes / 4
                    + " coordinates where its header says " + header.numberOfSamples() + " × "
                    + header.activeChannels() + " channels, " + header.trajectoryDimensions() + " dimensions");
        }
        ByteBuffer message = cleared(header.messageBytes(), number);
        MessageId.ACQUISITION.putTo(message);
        header.putTo(message);
        file.element(record, trajectory, (int) trajectoryBytes, message);
        file.element(record, data, (int) dataBytes, message);
        return message.flip();
    }
}
