package org.larmor.mrd.file;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;
import java.util.function.LongToIntFunction;
import org.bytedeco.hdf5.global.hdf5;

/**
 * What libhdf5 has given for one file, and is given back, the last first; and its answers, of which a negative one is a
 * failure. The library knows no threads: one file at a time in a process.
 */
final class LibHdf5 implements AutoCloseable {
    private final Path path;
    private final Deque<IntSupplier> closing = new ArrayDeque<>();

    /** @param path as messages name it */
    LibHdf5(Path path) throws MrdFileException {
        this.path = path;
        check(hdf5.H5open(), "begin");
        // else the library writes each failure to the standard error itself
        hdf5.H5Eset_auto2(hdf5.H5E_DEFAULT(), null, null);
    }

    /** An id that the library has just given, to be given back by {@code close}. */
    long own(long id, LongToIntFunction close, String what) throws MrdFileException {
        check(id, what);
        closing.push(() -> close.applyAsInt(id));
        return id;
    }

    /** @param what it was to do, in the infinitive */
    void check(long answer, String what) throws MrdFileException {
        if (answer < 0) {
            throw MrdFileException.unwritable(path + " could not be written: libhdf5 failed to " + what
                    + "; is there room on the disk?");
        }
    }

    /** Gives all back; the file, which was first, is written with that. */
    void finish() throws MrdFileException {
        while (!closing.isEmpty()) {
            check(closing.pop().getAsInt(), "close it");
        }
    }

    /** Gives all back, as far as that goes: what is given up need not be written. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            int _ = closing.pop().getAsInt();
        }
    }
}
