package org.larmor.mrd.file;

import org.bytedeco.hdf5.global.hdf5;

/** A compound type of HDF5 under construction: its members follow each other, packed, or each aligned to its own size. */
final class CompoundType {
    /** Largest size of the compounds built here, bytes; each is trimmed to its own. */
    private static final long ROOM = 4096;

    private final LibHdf5 library;
    private final boolean aligned;
    private final long id;
    private int length;

    CompoundType(LibHdf5 library, boolean aligned) throws MrdFileException {
        this.library = library;
        this.aligned = aligned;
        this.id = library.own(
                hdf5.H5Tcreate(hdf5.H5T_COMPOUND, ROOM), hdf5::H5Tclose, "make a type");
    }

    CompoundType u16(String... names) throws MrdFileException {
        for (String name : names) {
            add(name, hdf5.H5T_STD_U16LE_g(), Short.BYTES, Short.BYTES);
        }
        return this;
    }

    CompoundType u32(String... names) throws MrdFileException {
        for (String name : names) {
            add(name, hdf5.H5T_STD_U32LE_g(), Integer.BYTES, Integer.BYTES);
        }
        return this;
    }

    CompoundType u64(String name) throws MrdFileException {
        return add(name, hdf5.H5T_STD_U64LE_g(), Long.BYTES, Long.BYTES);
    }

    CompoundType f32(String name) throws MrdFileException {
        return add(name, hdf5.H5T_IEEE_F32LE_g(), Float.BYTES, Float.BYTES);
    }

    CompoundType u16s(int count, String name) throws MrdFileException {
        return array(name, hdf5.H5T_STD_U16LE_g(), Short.BYTES, count);
    }

    CompoundType u32s(int count, String name) throws MrdFileException {
        return array(name, hdf5.H5T_STD_U32LE_g(), Integer.BYTES, count);
    }

    CompoundType i32s(int count, String name) throws MrdFileException {
        return array(name, hdf5.H5T_STD_I32LE_g(), Integer.BYTES, count);
    }

    CompoundType u64s(int count, String name) throws MrdFileException {
        return array(name, hdf5.H5T_STD_U64LE_g(), Long.BYTES, count);
    }

    CompoundType f32s(int count, String... names) throws MrdFileException {
        for (String name : names) {
            array(name, hdf5.H5T_IEEE_F32LE_g(), Float.BYTES, count);
        }
        return this;
    }

    /** A compound inside this one. */
    CompoundType member(String name, long type, int bytes) throws MrdFileException {
        return add(name, type, bytes, Short.BYTES);
    }

    /** An array of variable length. */
    CompoundType variable(String name, long elements) throws MrdFileException {
        long type = library.own(hdf5.H5Tvlen_create(elements), hdf5::H5Tclose, "make a type");
        return add(name, type, GlobalHeap.REFERENCE_BYTES, Long.BYTES);
    }

    /** Bytes of the members so far. */
    int length() {
        return length;
    }

    /**
     * The type, complete.
     *
     * @param bytes of all of it
     */
    long complete(int bytes) throws MrdFileException {
        if (length > bytes) {
            throw new IllegalStateException(length + " bytes of members in " + bytes);
        }
        library.check(hdf5.H5Tset_size(id, bytes), "size a type");
        return id;
    }

    private CompoundType array(String name, long element, int bytes, int count) throws MrdFileException {
        long type = library.own(hdf5.H5Tarray_create2(element, 1, count), hdf5::H5Tclose, "make a type");
        return add(name, type, bytes * count, bytes);
    }

    private CompoundType add(String name, long type, int bytes, int alignment) throws MrdFileException {
        if (aligned) {
            length = Math.ceilDiv(length, alignment) * alignment;
        }
        library.check(hdf5.H5Tinsert(id, name, length, type), "make a type");
        length += bytes;
        return this;
    }
}
