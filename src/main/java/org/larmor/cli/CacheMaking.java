package org.larmor.cli;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.larmor.launch.AotCache;

/**
 * Makes an ahead-of-time cache in a folder, one process at a time. It is written into a folder beside its place and takes
 * its place when it is whole and a JVM has taken it; what a killed making left behind, the next one removes.
 */
final class CacheMaking {
    /** The mode of a folder that nobody else looks into. */
    static final FileAttribute<Set<PosixFilePermission>> FOR_ITS_USER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String WORK = "making-";

    /** Caches that a folder keeps: this one, and one of another program or Java. */
    private static final int KEPT = 2;

    private CacheMaking() {}

    /**
     * The cache of this JVM and the jar; from then on it is the one that is taken.
     *
     * @param folder is made where it is not there, for this user alone
     * @throws IOException where it cannot be made, or another process is at it
     */
    static Path make(File jar, Path folder) throws IOException, InterruptedException {
        File java = new File(System.getProperty("java.home"));
        Files.createDirectories(folder, FOR_ITS_USER);
        try (FileChannel file = FileChannel.open(
                        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                throw new IOException("another process makes a cache in " + folder);
            }
            for (Path left : works(folder)) {
                remove(left);
            }
            Path made;
            Path work = Files.createTempDirectory(folder, WORK);
            try (Interruption _ = Interruption.ofThisThread()) {
                try {
                    Path cache = CacheTraining.run(java.toPath(), jar, work);
                    made = appear(cache, folder.resolve(AotCache.name(java, jar, cache)));
                } finally {
                    remove(work);
                }
            }
            for (File old : AotCache.in(folder.toFile()).stream().skip(KEPT).toList()) {
                Files.deleteIfExists(old.toPath());
            }
            return made;
        }
    }

    private static Path appear(Path made, Path cache) throws IOException {
        // In a folder that others look into it is for them too; it holds the program's classes, and nothing of its data.
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
        try (FileChannel written = FileChannel.open(made, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        return Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> works(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith(WORK)).toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.toList();
        }
        for (Path path : all.reversed()) {
            Files.deleteIfExists(path);
        }
    }
}
