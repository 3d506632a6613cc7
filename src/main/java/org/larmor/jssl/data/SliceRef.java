package org.larmor.jssl.data;

import java.nio.file.Path;

/** A slice of a file. */
public record SliceRef(Path file, int index) {
    /** The file's name and the slice, the same wherever the file lies: what random draws may depend on. */
    public String key() {
        return file.getFileName() + "#" + index;
    }

    /** A seed of what is drawn of this slice once and for all. */
    public long draw() {
        return Draws.hash(key());
    }
}
