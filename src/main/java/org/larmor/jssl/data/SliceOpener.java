package org.larmor.jssl.data;

import java.nio.file.Path;

/** How files of slices are opened; what is no file on a disk may be opened by a path of its own. */
@FunctionalInterface
public interface SliceOpener {
    /** Files on the disk. */
    SliceOpener FILES = SliceFile::open;

    SliceFile open(Path path);

    /** Whether each slice that is learned from by itself hides columns of its own, which {@link SliceFile#whole} has. */
    default boolean hides() {
        return false;
    }
}
