package org.larmor.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A piece of an image on its way back: its bytes while there is room for them, and always the offset in
 * {@code recon.results} where they can be read again.
 */
final class Piece {
    final long offset;
    final int length;
    byte @Nullable [] bytes;
    /** Of the image that it is the first of, where that could be read. */
    @Nullable
    ImageLabel label;

    Piece(long offset, int length, byte @Nullable [] bytes) {
        this.offset = offset;
        this.length = length;
        this.bytes = bytes;
    }
}
