package org.larmor.jssl.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files read last, kept open. */
public final class OpenFiles implements AutoCloseable {
    private static final int LIMIT = 32;

    private final SliceOpener opener;
    private final LinkedHashMap<Path, SliceFile> files = new LinkedHashMap<>(16, 0.75f, true);

    public OpenFiles() {
        this(SliceOpener.FILES);
    }

    public OpenFiles(SliceOpener opener) {
        this.opener = opener;
    }

    public synchronized KspaceSlice read(SliceRef slice) {
        return file(slice.file()).read(slice.index());
    }

    /** The slice with what it hides of itself. */
    public synchronized Optional<Sample> whole(SliceRef slice) {
        return file(slice.file()).whole(slice.index());
    }

    /** Whether the slice is a truth. */
    public synchronized boolean complete(SliceRef slice) {
        return file(slice.file()).complete(slice.index());
    }

    private SliceFile file(Path path) {
        SliceFile file = files.computeIfAbsent(path, opener::open);
        if (files.size() > LIMIT) {
            Map.Entry<Path, SliceFile> eldest = files.pollFirstEntry();
            eldest.getValue().close();
        }
        return file;
    }

    @Override
    public synchronized void close() {
        files.values().forEach(SliceFile::close);
        files.clear();
    }
}
