package org.larmor.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo's broker keeps its data: the folder asked for, or a temporary one, gone when closed.
 *
 * @param path of the data
 * @param base where the demo's other files go: {@code target/} in a checkout, else the system's temporary folder
 */
record DemoFolder(Path path, Path base, boolean temporary) implements AutoCloseable {
    static DemoFolder of(@Nullable Path asked) throws IOException {
        Path target = Path.of("target");
        Path base = Files.isDirectory(target) ? target : Path.of(System.getProperty("java.io.tmpdir"));
        return asked != null
                ? new DemoFolder(asked, base, false)
                : new DemoFolder(Files.createTempDirectory(base, "larmor-demo-"), base, true);
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
