package org.larmor.node;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the process writes for its own user: patients' data lie in the data folder. Files are made with mode 0600 and
 * folders with 0700, whatever library makes them, and what is there already is made so.
 */
final class OwnFilesOnly {
    private static final Logger LOG = LoggerFactory.getLogger(OwnFilesOnly.class);
    private static final int UMASK = 0077;

    private OwnFilesOnly() {}

    /** Applies to the process from now on, and to the folder as it is. */
    static void in(Path data) throws IOException {
        if (!data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            LOG.warn("this system has no file modes: {} has to be kept from others by other means", data);
            return;
        }
        umask();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(data)) {
            all = walk.filter(path -> !Files.isSymbolicLink(path)).toList();
        }
        for (Path path : all) {
            boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------"));
        }
    }

    @SuppressWarnings("restricted") // the C library's own function, with the signature that POSIX gives it
    private static void umask() {
        Linker linker = Linker.nativeLinker();
        try {
            int unused = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("umask"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(UMASK);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // what every method handle declares
            throw new IllegalStateException("umask", e);
        }
    }
}
