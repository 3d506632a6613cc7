package org.larmor.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a running process can be reached, as {@code <data>/endpoints.json}: written when it is ready, removed when it
 * stops.
 *
 * @param kafka bootstrap servers
 * @param mrd the scanners' port, null without a gateway
 * @param http the HTTP port
 */
public record Endpoints(String kafka, @Nullable Integer mrd, @Nullable Integer http, long pid) {
    private static final String FILE = "endpoints.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Appears whole or not at all. */
    void write(Path data) throws IOException {
        Path temporary = Files.createTempFile(data, FILE, ".tmp");
        JSON.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), this);
        Files.move(temporary, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void remove(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(FILE));
    }

    /** Of the process that runs on that folder. */
    public static Endpoints read(Path data) throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(data.resolve(FILE)), Endpoints.class);
        } catch (NoSuchFileException e) {
            throw new IOException("nothing is ready in " + data + ": it has no " + FILE, e);
        }
    }
}
