package org.larmor.jssl.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The finished cells of a comparison, a file each, whole or not there. */
final class CellFolder {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    CellFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Optional<CellResult> find(Cell cell) throws IOException {
        Path file = file(cell.name());
        return Files.exists(file)
                ? Optional.of(JSON.readValue(file.toFile(), CellResult.class))
                : Optional.empty();
    }

    void put(CellResult result) throws IOException {
        Path part = folder.resolve(result.cell() + ".json.part");
        JSON.writeValue(part.toFile(), result);
        Files.move(part, file(result.cell()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String cell) {
        return folder.resolve(cell + ".json");
    }
}
