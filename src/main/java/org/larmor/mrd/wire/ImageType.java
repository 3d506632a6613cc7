package org.larmor.mrd.wire;

import org.jspecify.annotations.Nullable;

/** What an image's pixels are ({@code ISMRMRD_ImageTypes}). */
public enum ImageType {
    MAGNITUDE(1),
    PHASE(2),
    REAL(3),
    IMAGINARY(4),
    COMPLEX(5);

    private final int value;

    ImageType(int value) {
        this.value = value;
    }

    public int value() {
        return value;
    }

    /** 0 is read as magnitude, as clients do; null where there is no such type. */
    public static @Nullable ImageType of(int value) {
        return switch (value) {
            case 0, 1 -> MAGNITUDE;
            case 2 -> PHASE;
            case 3 -> REAL;
            case 4 -> IMAGINARY;
            case 5 -> COMPLEX;
            default -> null;
        };
    }
}
