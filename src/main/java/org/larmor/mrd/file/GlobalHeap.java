package org.larmor.mrd.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The global heap of an HDF5 file, where variable-length elements lie: collections of numbered objects
 * (<a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 file format</a>, III.E). Only
 * collections' object headers are kept, and those of the last few collections; objects are read straight to where
 * they are wanted.
 */
final class GlobalHeap {
    /** A reference on disk: u32 count, u64 address of the collection, u32 index of the object. */
    static final int REFERENCE_BYTES = 16;

    static final int REFERENCE_ADDRESS_OFFSET = 4;
    static final int REFERENCE_INDEX_OFFSET = 12;

    private static final int SIGNATURE = 'G' | 'C' << 8 | 'O' << 16 | 'L' << 24;
    private static final int SIZE_OFFSET = 8;
    private static final int COLLECTION_HEADER_BYTES = 16;
    private static final int OBJECT_SIZE_OFFSET = 8;
    private static final int OBJECT_HEADER_BYTES = 16;

    private static final int CACHED_COLLECTIONS = 16;
    private static final int HEAD_BYTES = 4096;

    private final FileChannel channel;
    private final long base;
    private final long size;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<Long, Map<Integer, Extent>> collections = new LinkedHashMap<>(32, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<Integer, Extent>> eldest) {
            return size() > CACHED_COLLECTIONS;
        }
    };

    private record Extent(long position, long bytes) {}

    /**
     * @param base the file position that addresses count from
     * @param size the size of the file in bytes
     */
    GlobalHeap(FileChannel channel, long base, long size) {
        this.channel = channel;
        this.base = base;
        this.size = size;
    }

    /** Reads the first {@code count} bytes of an object to {@code target}'s position and moves it on. */
    void read(long address, int index, int count, ByteBuffer target) throws IOException {
        Extent extent = extent(address, index);
        if (count > extent.bytes()) {
            throw MrdFileException.corrupt("a heap object has " + extent.bytes() + " bytes where " + count
                    + " are referred to");
        }
        ByteBuffer window = target.slice(target.position(), count);
        readFully(window, extent.position());
        target.position(target.position() + count);
    }

    private Extent extent(long address, int index) throws IOException {
        Map<Integer, Extent> objects = collections.get(address);
        if (objects == null) {
            objects = scan(address);
            collections.put(address, objects);
        }
        Extent extent = objects.get(index);
        if (extent == null) {
            throw MrdFileException.corrupt("no object " + index + " in the heap at " + address);
        }
        return extent;
    }

    private Map<Integer, Extent> scan(long address) throws IOException {
        if (address < 0 || address > size - base - COLLECTION_HEADER_BYTES) {
            throw MrdFileException.corrupt("a heap address beyond the file: " + Long.toUnsignedString(address));
        }
        long start = base + address;
        fill(start);
        if (head.getInt(0) != SIGNATURE || head.get(4) != 1) {
            throw MrdFileException.corrupt("no global heap at " + address);
        }
        long collectionBytes = head.getLong(SIZE_OFFSET);
        if (collectionBytes < COLLECTION_HEADER_BYTES || collectionBytes > size - start) {
            throw MrdFileException.corrupt("a global heap longer than the file at " + address);
        }
        Map<Integer, Extent> objects = new HashMap<>();
        long end = start + collectionBytes;
        long headStart = start;
        long position = start + COLLECTION_HEADER_BYTES;
        while (end - position >= OBJECT_HEADER_BYTES) {
            if (position - headStart + OBJECT_HEADER_BYTES > head.limit()) {
                headStart = position;
                fill(position);
            }
            int at = (int) (position - headStart);
            int index = Short.toUnsignedInt(head.getShort(at));
            long bytes = head.getLong(at + OBJECT_SIZE_OFFSET);
            if (index == 0) {
                break; // the free space, last by definition
            }
            long content = position + OBJECT_HEADER_BYTES;
            if (bytes < 0 || bytes > end - content) {
                throw MrdFileException.corrupt("heap object " + index + " leaves its collection at " + address);
            }
            objects.put(index, new Extent(content, bytes));
            position = content + (bytes + 7 & ~7L);
        }
        return objects;
    }

    private void fill(long position) throws IOException {
        head.clear().limit((int) Math.min(HEAD_BYTES, size - position));
        readFully(head, position);
        head.flip();
    }

    private void readFully(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int n = channel.read(target, at);
            if (n < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
            at += n;
        }
    }
}
