package org.larmor.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a running {@code serve} is reached, as it writes into {@code endpoints.json} of its data folder when it is
 * ready.
 *
 * @param kafka {@code host:port} of the broker
 * @param mrd {@code host:port} for scanners, null without a gateway
 * @param http the URL, null without HTTP
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoints(String kafka, @Nullable String mrd, @Nullable String http, long pid) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** @throws IOException where there are none, with the likely reason */
    public static Endpoints read(Path data) throws IOException {
        Path file = file(data);
        try {
            Endpoints endpoints = JSON.readValue(file.toFile(), Endpoints.class);
            if (endpoints.kafka == null) {
                throw new IOException(file + " names no broker");
            }
            return endpoints;
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw new IOException("no " + file + "; is `larmor serve --data " + data + "` running and ready?", e);
        }
    }

    /** {@code host:port} for clients on this machine: all of its addresses are reached at loopback's. */
    static String address(String listening, int port) {
        String host = switch (listening) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> listening;
        };
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Replaces the file at once, so that nobody reads half of it. */
    public void write(Path data) throws IOException {
        Files.createDirectories(data);
        Path written = Files.createTempFile(data, "endpoints", ".json");
        JSON.writeValue(written.toFile(), this);
        Files.move(written, file(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes the file, when the process stops being reachable. */
    public static void remove(Path data) throws IOException {
        Files.deleteIfExists(file(data));
    }

    private static Path file(Path data) {
        return data.resolve("endpoints.json");
    }
}
