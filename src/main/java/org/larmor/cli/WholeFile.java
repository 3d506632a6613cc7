package org.larmor.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that appears when it is whole: until then it is written beside its place, and it is deleted where it fails. */
final class WholeFile implements AutoCloseable {
    private final Path file;
    private final boolean replace;
    private final Path unfinished;

    private WholeFile(Path file, boolean replace) {
        this.file = file.toAbsolutePath();
        this.replace = replace;
        this.unfinished = this.file.resolveSibling("." + this.file.getFileName() + "."
                + ProcessHandle.current().pid() + ".part");
    }

    /**
     * Where nothing has been written yet.
     *
     * @param replace whether the file may exist
     * @throws IOException where it does and may not, or its folder does not exist
     */
    static WholeFile begin(Path file, boolean replace) throws IOException {
        WholeFile begun = new WholeFile(file, replace);
        begun.check();
        if (!Files.isDirectory(begun.unfinished.getParent())) {
            throw new NotDirectoryException(begun.unfinished.getParent().toString());
        }
        Files.deleteIfExists(begun.unfinished);
        return begun;
    }

    /** What is to be written; does not exist yet. */
    Path unfinished() {
        return unfinished;
    }

    /** What is written is whole: it takes its place at once, and stays there if the machine stops. */
    void appear() throws IOException {
        check();
        try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void check() throws IOException {
        if (!replace && Files.exists(file)) {
            throw new IOException(file + " exists; --force replaces it");
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(unfinished);
    }
}
