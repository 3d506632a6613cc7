package org.larmor.mrd.wire;

import org.jspecify.annotations.Nullable;

/** The element types of images and ND arrays ({@code ISMRMRD_DataTypes}), little-endian, complex as (re, im). */
public enum DataType {
    USHORT(1, 2),
    SHORT(2, 2),
    UINT(3, 4),
    /** Python clients break on it: never send it. */
    INT(4, 4),
    FLOAT(5, 4),
    DOUBLE(6, 8),
    CXFLOAT(7, 8),
    CXDOUBLE(8, 16);

    private final int value;
    private final int bytes;

    DataType(int value, int bytes) {
        this.value = value;
        this.bytes = bytes;
    }

    public int value() {
        return value;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Null where there is no such type. */
    public static @Nullable DataType of(int value) {
        for (DataType type : values()) {
            if (type.value == value) {
                return type;
            }
        }
        return null;
    }
}
