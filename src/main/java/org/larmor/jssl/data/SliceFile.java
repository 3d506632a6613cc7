package org.larmor.jssl.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of k-space slices. Used by one thread at a time. */
public sealed interface SliceFile extends AutoCloseable permits KspaceFile {
    /** Opens a file of either kind; which it is, its content says. */
    static SliceFile open(Path path) {
        return KspaceFile.open(path);
    }

    Path path();

    int slices();

    /** Whether the slice is a truth to learn from and compare with. */
    boolean complete(int slice);

    /** Reads one slice. */
    KspaceSlice read(int slice);

    /** The slices as references. */
    default List<SliceRef> references() {
        List<SliceRef> references = new ArrayList<>();
        for (int i = 0; i < slices(); i++) {
            references.add(new SliceRef(path(), i));
        }
        return references;
    }

    @Override
    void close();
}
