package org.larmor.models;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.infer.TestModels;
import org.larmor.nn.CoilMapping;
import org.larmor.recon.engine.DeviceMemory;
import org.larmor.recon.engine.TorchEngine;

import static org.assertj.core.api.Assertions.assertThat;

/** Models come and go in a process that serves for months: what is used stays, what is not makes room. */
class LoadedModelsIT {
    @TempDir
    Path folder;

    private final List<String> loads = new ArrayList<>();
    private ModelSource source;
    private String a;
    private String b;
    private String c;

    @BeforeEach
    void models() throws Exception {
        a = TestModels.save(folder, "a", TestModels.varNet(CoilMapping.ACS));
        b = TestModels.save(folder, "b", TestModels.varNet(CoilMapping.ACS));
        c = TestModels.save(folder, "c", TestModels.varNet(CoilMapping.ACS));
        ModelLibrary library = ModelLibrary.open(folder);
        source = (manager, version) -> {
            loads.add(version.substring(0, 1));
            return library.load(manager, version);
        };
    }

    private static long bytes(ModelFile.Loaded model) {
        return model.parameters().count() * Float.BYTES;
    }

    private static boolean isOpen(ModelFile.Loaded model) {
        try (NDManager manager = TorchEngine.inferenceManager()) {
            return model.parameters().handles(manager).count() > 0;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    void whatNobodyUsesMakesRoomAndIsLoadedAgain() throws Exception {
        try (LoadedModels models = new LoadedModels(source, () -> DeviceMemory.OF_PROCESSOR, 0)) {
            ModelFile.Loaded used;
            try (LoadedModels.Use use = models.use()) {
                used = use.get(a).orElseThrow();
                assertThat(use.get(a)).containsSame(used);
                assertThat(models.bytes()).isEqualTo(bytes(used));
                assertThat(isOpen(used)).isTrue();
            }
            assertThat(models.bytes()).isZero();
            assertThat(isOpen(used)).isFalse();
            try (LoadedModels.Use use = models.use()) {
                assertThat(isOpen(use.get(a).orElseThrow())).isTrue();
            }
            assertThat(loads).containsExactly("a", "a");
        }
    }

    @Test
    void whatIsUsedStaysHoweverLittleMayBeKept() throws Exception {
        try (LoadedModels models = new LoadedModels(source, () -> DeviceMemory.OF_PROCESSOR, 0);
                LoadedModels.Use long1 = models.use()) {
            ModelFile.Loaded held = long1.get(a).orElseThrow();
            try (LoadedModels.Use other = models.use()) {
                assertThat(other.get(b)).isPresent();
                assertThat(other.get(a)).containsSame(held);
            }
            assertThat(isOpen(held)).isTrue();
            assertThat(models.bytes()).isEqualTo(bytes(held));
        }
    }

    @Test
    void whoWasNotUsedForLongestGoesFirst() throws Exception {
        long two;
        try (LoadedModels models = new LoadedModels(source, () -> DeviceMemory.OF_PROCESSOR, Long.MAX_VALUE)) {
            try (LoadedModels.Use use = models.use()) {
                two = 2 * bytes(use.get(a).orElseThrow());
            }
        }
        loads.clear();
        try (LoadedModels models = new LoadedModels(source, () -> DeviceMemory.OF_PROCESSOR, two)) {
            for (String version : List.of(a, b, a, c, a, b)) {
                try (LoadedModels.Use use = models.use()) {
                    assertThat(use.get(version)).isPresent();
                }
                assertThat(models.bytes()).isLessThanOrEqualTo(two);
            }
            // c took the place of b, which had been used before a
            assertThat(loads).containsExactly("a", "b", "c", "b");
            try (LoadedModels.Use use = models.use()) {
                assertThat(use.get("nobody@1")).isEmpty();
            }
        }
    }
}
