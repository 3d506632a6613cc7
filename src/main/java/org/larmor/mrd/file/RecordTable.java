package org.larmor.mrd.file;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;

/**
 * A dataset (N, unlimited) of records {head, arrays of variable length}, chunk 1, that grows at its end. Records are
 * gathered in native memory, {@link #ROWS} or {@link #BYTES} of them, and written together.
 */
final class RecordTable {
    private static final int ROWS = 256;
    private static final int BYTES = 4 << 20;

    private final LibHdf5 library;
    private final long dataset;
    private final long type;
    private final ByteBuffer rows;
    private final int rowBytes;
    private ByteBuffer values = direct(BYTES);
    private long written;
    private int gathered;

    /** @param record with its last member at its end */
    RecordTable(LibHdf5 library, long group, String name, CompoundType record) throws MrdFileException {
        this.library = library;
        this.rowBytes = record.length();
        this.type = record.complete(rowBytes);
        this.rows = direct(ROWS * rowBytes);
        long space = library.own(
                hdf5.H5Screate_simple(1, new long[] {0}, hdf5.H5S_UNLIMITED), hdf5::H5Sclose, "make a dataset");
        long creation = library.own(
                hdf5.H5Pcreate(hdf5.H5P_CLS_DATASET_CREATE_ID_g()), hdf5::H5Pclose, "make a dataset");
        library.check(hdf5.H5Pset_chunk(creation, 1, 1), "make a dataset");
        this.dataset = library.own(
                hdf5.H5Dcreate2(group, name, type, space, hdf5.H5P_DEFAULT(), creation, hdf5.H5P_DEFAULT()),
                hdf5::H5Dclose,
                "make a dataset");
    }

    /**
     * Adds a record.
     *
     * @param record the head and then the arrays, from the position to the limit
     * @param headBytes of the head, at the record's beginning
     * @param arraysAt where the arrays' references lie in the record
     * @param arrayBytes of each array, of elements of 4 bytes
     */
    void append(ByteBuffer record, int headBytes, int arraysAt, long... arrayBytes) throws MrdFileException {
        int bytes = record.remaining() - headBytes;
        if (gathered == ROWS || bytes > values.remaining()) {
            flush();
        }
        if (bytes > values.capacity()) {
            values = direct(bytes);
        }
        int row = gathered * rowBytes;
        int at = record.position();
        rows.put(row, record, at, headBytes);
        long address = MemorySegment.ofBuffer(values).address();
        values.put(values.position(), record, at + headBytes, bytes).position(values.position() + bytes);
        for (int i = 0; i < arrayBytes.length; i++) {
            int reference = row + arraysAt + i * GlobalHeap.REFERENCE_BYTES;
            rows.putLong(reference, arrayBytes[i] / Float.BYTES);
            rows.putLong(reference + Long.BYTES, arrayBytes[i] == 0 ? 0 : address);
            address += arrayBytes[i];
        }
        gathered++;
    }

    /** Records added. */
    long count() {
        return written + gathered;
    }

    /** Writes what is gathered. */
    void flush() throws MrdFileException {
        if (gathered == 0) {
            return;
        }
        library.check(hdf5.H5Dset_extent(dataset, written + gathered), "extend a dataset");
        long memory = hdf5.H5Screate_simple(1, new long[] {gathered}, (long[]) null);
        long file = hdf5.H5Dget_space(dataset);
        try {
            library.check(memory, "select records");
            library.check(file, "select records");
            library.check(
                    hdf5.H5Sselect_hyperslab(
                            file, hdf5.H5S_SELECT_SET, new long[] {written}, null, new long[] {gathered}, (long[]) null),
                    "select records");
            try (BytePointer pointer = new BytePointer(rows)) {
                library.check(
                        hdf5.H5Dwrite(dataset, type, memory, file, hdf5.H5P_DEFAULT(), pointer), "write records");
            }
        } finally {
            close(memory);
            close(file);
        }
        written += gathered;
        gathered = 0;
        values.clear();
    }

    private static void close(long space) {
        if (space >= 0) {
            hdf5.H5Sclose(space);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
