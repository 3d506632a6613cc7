package org.larmor.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.nn.FinalImage;
import org.larmor.nn.ModelConfig;
import org.larmor.nn.VarNetConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelLibraryTest {
    @TempDir
    Path folder;

    private void card(String name, String sha) throws IOException {
        ModelCard card = new ModelCard(
                ModelCard.SCHEMA,
                name,
                new ModelConfig(VarNetConfig.of(1, 4, 2), Optional.empty()),
                FinalImage.MODULUS,
                5,
                sha,
                null,
                Map.of());
        new ObjectMapper().writeValue(folder.resolve(name + ".json").toFile(), card);
    }

    @Test
    void modelsAreFoundByNameAndVersion() throws Exception {
        card("a", "0123456789abcdef");
        card("b", "fedcba9876543210");
        card("c", "ffff");
        Files.writeString(folder.resolve("d.json"), "no card");
        Files.writeString(folder.resolve("e.txt"), "nothing");
        ModelLibrary library = ModelLibrary.open(folder);
        assertThat(library.starter().orElseThrow().model().name()).isEqualTo(ModelLibrary.STARTER);
        assertThat(library.find("a")).isEqualTo(library.find("a@0123456789ab")).isPresent();
        assertThat(library.find("c@ffff")).isPresent();
        assertThat(library.find("a@other")).isEmpty();
        assertThat(library.find("d")).isEmpty();
        assertThat(library.entries()).extracting(entry -> entry.model().name())
                .containsSubsequence(List.of("a", "b", "c"));
    }

    @Test
    void nameThatLeadsOutOfTheFolderIsRefused() throws Exception {
        card("old", "0123456789abcdef");
        Path file = folder.resolve("old.json");
        Files.writeString(file, Files.readString(file).replace("\"old\"", "\"../old\""));
        assertThatThrownBy(() -> ModelFile.readCard(file)).hasMessageContaining("a model's name is");
    }

    @Test
    void cardsOfBeforeAreRead() throws Exception {
        card("old", "0123456789abcdef");
        Path file = folder.resolve("old.json");
        Files.writeString(file, Files.readString(file).replace("\"finalImage\"", "\"finish\""));
        assertThat(ModelFile.readCard(file).finalImage()).isEqualTo(FinalImage.MODULUS);
    }

    @Test
    void theLeastSideIsWhatTheDeepestUNetCanHalve() {
        assertThat(new ModelConfig(VarNetConfig.of(1, 4, 2), Optional.empty()).leastSide()).isEqualTo(8);
        assertThat(ModelConfig.tiny().leastSide()).isEqualTo(32);
    }
}
