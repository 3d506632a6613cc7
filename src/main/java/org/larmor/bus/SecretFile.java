package org.larmor.bus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** A file of one line that is a secret, for its owner's eyes alone. */
final class SecretFile {
    private SecretFile() {}

    static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    /** Makes the file where there is none. */
    static void makeIfMissing(Path file, Supplier<String> secret) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] line = (secret.get() + "\n").getBytes(StandardCharsets.US_ASCII);
        try (var out = Files.newByteChannel(
                file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owners(file))) {
            out.write(ByteBuffer.wrap(line));
        } catch (FileAlreadyExistsException e) {
            return; // another process was first, and its secret counts
        }
    }

    private static FileAttribute<?>[] owners(Path file) {
        Set<String> views = file.toAbsolutePath().getFileSystem().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
