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

class ModelLibraryTest {
    @TempDir
    Path folder;

    private void card(String name, String sha, String domains) throws IOException {
        ModelCard card = new ModelCard(
                ModelCard.SCHEMA,
                name,
                new ModelConfig(VarNetConfig.of(1, 4, 2), Optional.empty()),
                FinalImage.MODULUS,
                5,
                sha,
                null,
                Map.of(ModelLibrary.DOMAINS, domains));
        new ObjectMapper().writeValue(folder.resolve(name + ".json").toFile(), card);
    }

    private static Optional<String> champion(ModelLibrary library, String domain) {
        return library.champion(domain).map(ModelLibrary.Entry::version);
    }

    @Test
    void theChampionIsTheModelThatNamesTheDomain() throws Exception {
        card("a", "0123456789abcdef", "knee-pd, brain-t2");
        card("b", "fedcba9876543210", "knee-pd");
        card("c", "ffff", "");
        Files.writeString(folder.resolve("d.json"), "no card");
        Files.writeString(folder.resolve("e.txt"), "nothing");
        ModelLibrary library = ModelLibrary.open(folder);
        assertThat(champion(library, "brain-t2")).contains("a@0123456789ab");
        assertThat(champion(library, "knee-pd")).contains("b@fedcba987654");
        // the starter's, where the program brings one along
        assertThat(champion(library, "heart")).isEqualTo(champion(ModelLibrary.open(folder.resolve("none")), "heart"));
        assertThat(library.find("a")).isEqualTo(library.find("a@0123456789ab")).isPresent();
        assertThat(library.find("c@ffff")).isPresent();
        assertThat(library.find("a@other")).isEmpty();
        assertThat(library.find("d")).isEmpty();
        assertThat(library.entries()).extracting(entry -> entry.model().name())
                .containsSubsequence(List.of("a", "b", "c"));
    }

    @Test
    void cardsOfBeforeAreRead() throws Exception {
        card("old", "0123456789abcdef", "");
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
