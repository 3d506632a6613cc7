package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Turns a table's records into messages, a slice of records at a time; what a message is, the subclass says. */
abstract class RecordReader implements MessageReader {
    /** Records a slice: a few hundred bytes each, so that a slice stays below 200 KiB. */
    private static final int SLICE = 512;

    /** What one message may have at most, far beyond any readout. */
    private static final long MAX_MESSAGE_BYTES = 256L << 20;

    protected final Hdf5 file;
    private final Hdf5.Table table;
    private ByteBuffer slice = ByteBuffer.allocate(0);
    private ByteBuffer message = ByteBuffer.allocate(0);
    private long next;
    private int inSlice;

    RecordReader(Hdf5 file, Hdf5.Table table, long first) {
        this.file = file;
        this.table = table;
        this.next = first;
    }

    @Override
    public final @Nullable ByteBuffer next() throws MrdFileException {
        if (next == table.count()) {
            return null;
        }
        if (inSlice * (long) table.recordBytes() >= slice.limit()) {
            int count = (int) Math.min(SLICE, table.count() - next);
            slice = file.records(table, next, count);
            slice.limit(count * table.recordBytes());
            inSlice = 0;
        }
        ByteBuffer record = slice.slice(inSlice * table.recordBytes(), table.recordBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer read = message(record, next);
        inSlice++;
        next++;
        return read;
    }

    /** The message of one record; from {@link #cleared}. */
    protected abstract ByteBuffer message(ByteBuffer record, long number) throws MrdFileException;

    /** The reused buffer, with room for exactly {@code bytes}; nothing is allocated beyond the bound and the file. */
    protected final ByteBuffer cleared(long bytes, long number) throws MrdFileException {
        if (bytes > MAX_MESSAGE_BYTES || bytes > file.fileBytes() + MrdFile.MAX_HEADER_BYTES) {
            throw file.corrupt(at(number) + " states " + bytes + " bytes");
        }
        if (message.capacity() < bytes) {
            message = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        return message.clear().limit((int) bytes);
    }

    protected final String at(long number) {
        return table.name() + "[" + number + "]";
    }

    /** Whether the header, the record's first {@code bytes}, was never written: HDF5 fills missing chunks with zeros. */
    protected static boolean blank(ByteBuffer record, int at, int bytes) {
        for (int i = 0; i < bytes; i++) {
            if (record.get(at + i) != 0) {
                return false;
            }
        }
        return true;
    }
}
