package org.larmor.adapt.samples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for each scan that is learned from, in a folder that workers and trainers share and Kafka never sees. Without its
 * key a scan's samples say nothing: destroying it is forgetting it.
 */
public final class ScanKeys {
    private static final int BYTES = 32;
    private static final String SUFFIX = ".key";
    private static final Pattern SCAN = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final Path folder;

    /** @param folder is made with the first key */
    public ScanKeys(Path folder) {
        this.folder = folder;
    }

    /** The scan's key; made where there is none. */
    SecretKey readOrMake(String scan) throws IOException {
        Path file = file(scan);
        Optional<SecretKey> there = read(scan);
        if (there.isPresent()) {
            return there.get();
        }
        if (Files.notExists(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        // whole or not at all, and the first of several processes decides
        Path written = folder.resolve(UUID.randomUUID() + ".new");
        try (var out = Files.newByteChannel(
                written,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            out.write(ByteBuffer.wrap(HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII)));
        }
        try {
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException e) {
            return read(scan).orElseThrow(() -> new IOException("the key of a scan has just been destroyed", e));
        } catch (UnsupportedOperationException e) {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
        return read(scan).orElseThrow(() -> new IOException("the key of a scan has just been destroyed"));
    }

    /** The scan's key; empty where there is none, or none any more. */
    Optional<SecretKey> read(String scan) throws IOException {
        try {
            byte[] secret = HexFormat.of().parseHex(Files.readString(file(scan), StandardCharsets.US_ASCII).strip());
            if (secret.length != BYTES) {
                throw new IOException(file(scan) + " is no key");
            }
            return Optional.of(new SecretKeySpec(secret, "AES"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException(file(scan) + " is no key", e);
        }
    }

    /** Destroys a scan's key; says whether there was one. */
    public boolean destroy(String scan) throws IOException {
        return Files.deleteIfExists(file(scan));
    }

    private Path file(String scan) throws IOException {
        if (!SCAN.matcher(scan).matches()) {
            throw new IOException("no scan is called " + scan);
        }
        return folder.resolve(scan + SUFFIX);
    }
}
