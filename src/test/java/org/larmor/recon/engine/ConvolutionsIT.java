package org.larmor.recon.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Convolutions of many more shapes than the engine is asked for when it is loaded, on the processor that this runs on. */
final class ConvolutionsIT {
    private static final int[] CHANNELS = {1, 2, 3, 4, 5, 7, 8, 12, 18, 20, 24, 32, 36};

    @Test
    void convolutionsAndTheirGradientsAreRightForAnyNumberOfChannels() {
        TorchEngine.load();
        boolean gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        List<ConvolutionCheck.Case> wrong = new ArrayList<>();
        try {
            for (int in : CHANNELS) {
                for (int out : CHANNELS) {
                    for (ConvolutionCheck.Case c : List.of(
                            new ConvolutionCheck.Case(1, in, out, 3),
                            new ConvolutionCheck.Case(2, in, out, 3),
                            new ConvolutionCheck.Case(3, in, out, 1))) {
                        if (!ConvolutionCheck.isRight(c)) {
                            wrong.add(c);
                        }
                    }
                }
            }
        } finally {
            JniUtils.setGradMode(gradients);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aProcessorShowsItsCachesOrHidesThem(@TempDir Path folder) throws IOException {
        Path hiding = Files.createDirectory(folder.resolve("cpu0"));
        Path showing = Files.createDirectory(folder.resolve("cpu1"));
        Files.createDirectories(showing.resolve("cache/index0"));

        assertThat(ConvolutionLibrary.hidesCaches(hiding)).isTrue();
        assertThat(ConvolutionLibrary.hidesCaches(showing)).isFalse();
        // no Linux: nothing is known, and the check is what there is
        assertThat(ConvolutionLibrary.hidesCaches(folder.resolve("nothing"))).isFalse();
    }
}
