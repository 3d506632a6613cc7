package org.larmor.adapt.samples;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.TestDevice;
import org.larmor.bus.record.StoredSample;
import org.larmor.infer.TestModels;
import org.larmor.jssl.data.HiddenColumns;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.Sample;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelLibrary;
import org.larmor.nn.CoilMapping;
import org.larmor.recon.MemoryGrowth;
import org.larmor.recon.classic.SimulatedArray;

import static org.assertj.core.api.Assertions.assertThat;

class SampleScorerIT {
    private static final int N = 64;
    private static final int COILS = 4;
    private static final int WINDOWS = 8;
    private static final int IN_EACH = 12;

    @TempDir
    Path folder;

    private static Sample sample() {
        KspaceSlice slice = new KspaceSlice(new SimulatedArray(COILS, N, N, 0.01).kspace, COILS, N, N, N, N);
        boolean[] even = new boolean[N];
        for (int x = 0; x < N; x++) {
            even[x] = x % 2 == 0 || Math.abs(x - N / 2) <= 6;
        }
        KspaceSlice acquired = slice.only(even);
        return new Sample(acquired, HiddenColumns.draw(acquired, 1).orElseThrow());
    }

    @Test
    void oneFrameOfEachScanIsScoredWithoutHoldingAnything() throws Throwable {
        String version = TestModels.save(folder, "small", TestModels.random(CoilMapping.ACS));
        Sample sample = sample();
        try (LoadedModels models = new LoadedModels(ModelLibrary.open(folder), TestDevice::memory);
                SampleScorer scorer = new SampleScorer(models, new ScoredScans())) {
            StoredSample.Score first = scorer.score("first", version, sample).orElseThrow();
            assertThat(first.model()).isEqualTo(version);
            assertThat(first.logError()).isFinite();
            assertThat(scorer.score("first", version, sample)).isEmpty();
            assertThat(scorer.score("another", "absent@0", sample)).isEmpty();

            MemoryGrowth growth = new MemoryGrowth();
            for (int window = 0; window < WINDOWS; window++) {
                for (int i = 0; i < IN_EACH; i++) {
                    assertThat(scorer.score(window + "/" + i, version, sample)).isEqualTo(Optional.of(first));
                }
                growth.measure();
            }
            assertThat(growth.typical()).as("KiB in each window: %s", growth).isLessThan(1L << 20);
        }
    }

    @Test
    void whatIsNotANumberIsTheWorst() throws Exception {
        String version = TestModels.save(
                folder, "large", TestModels.random(CoilMapping.ACS), array -> array.onesLike().mul(1e38));
        try (LoadedModels models = new LoadedModels(ModelLibrary.open(folder), TestDevice::memory);
                SampleScorer scorer = new SampleScorer(models, new ScoredScans())) {
            assertThat(scorer.score("scan", version, sample()))
                    .hasValueSatisfying(score -> assertThat(score.logError()).isEqualTo(10));
        }
    }
}
