package org.larmor.jssl.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.larmor.jssl.data.DataException;

/** What decides a training's numbers, beside its checkpoint: only the same can go on exactly. */
final class RecipeFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private RecipeFile() {}

    static void write(Path file, Map<String, String> recipe) throws IOException {
        JSON.writeValue(file.toFile(), recipe);
    }

    /** Fails where the file's training was another. */
    static void require(Path file, Map<String, String> recipe) throws IOException {
        if (!Files.exists(file)) {
            throw new DataException("there is no training to resume in " + file.toAbsolutePath().getParent());
        }
        Map<String, String> before = JSON.readValue(file.toFile(), new TypeReference<>() {});
        List<String> differing = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(recipe.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), recipe.get(name))) {
                differing.add(name + " was " + before.get(name) + ", is " + recipe.get(name));
            }
        }
        if (!differing.isEmpty()) {
            throw new DataException("what was begun was another training: " + String.join("; ", differing));
        }
    }
}
