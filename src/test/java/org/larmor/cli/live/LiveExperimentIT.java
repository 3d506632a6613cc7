package org.larmor.cli.live;

import io.jhdf.HdfFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceFile;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.jssl.data.SliceRef;
import org.larmor.jssl.sampling.ColumnMask;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.recon.SharedData;
import org.larmor.sim.Magnitude;
import org.larmor.sim.MessageSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@Timeout(value = 600, unit = TimeUnit.SECONDS)
class LiveExperimentIT {
    private static final String TINY =
            """
            {"name": "tiny", "brains": [], "brainAcceleration": "4", "sites": [{"name": "sim", "domain": "low-field", "maskSeed": 1,
             "after": 6, "steps": STEPS, "automatic": true, "shadowScans": 2,
             "simulated": {"rounds": 2, "patients": 3, "heldOut": 6, "proxies": 2, "measuredBy": 2, "evaluation": 2}}]}
            """;

    @TempDir
    private Path folder;

    /** What the data's authors have computed is the truth. */
    @Test
    void aStoredSliceComesBackAsItsAuthorsReconstructIt() throws Exception {
        Path path = SharedData.require("ulf_1ch/ulf_P1_GRE.h5");
        KspaceSlice slice;
        try (KspaceFile file = KspaceFile.open(path)) {
            slice = file.read(1);
        }
        boolean[] all = new boolean[slice.width()];
        Arrays.fill(all, true);
        float[][] truth;
        try (HdfFile file = new HdfFile(path)) {
            truth = ((float[][][]) file.getDatasetByPath("reconstruction_rss").getData())[1];
        }
        NodeConfig config = NodeConfig.allInOne(folder.resolve("data"), 0);
        try (Node node = Node.start(config);
                MessageSource source = new LiveScan(
                                "s", "P", () -> List.of(new LiveScan.Slice(new SliceRef(path, 1), slice, slice, ColumnMask.acquired(all))))
                        .messages("kind")) {
            Magnitude image = Magnitude.of(new LiveSite(node, config, "a test").send(source, "rss").getFirst().image());
            assertThat(image.height()).isEqualTo(truth.length);
            assertThat(image.width()).isEqualTo(truth[0].length);
            double scale = truth[truth.length / 2][truth[0].length / 2]
                    / image.pixels()[image.height() / 2 * image.width() + image.width() / 2];
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    assertThat((double) truth[y][x]).isCloseTo(scale * image.pixels()[y * image.width() + x], within(1e-4));
                }
            }
        }
    }

    @Test
    @Tag("full")
    void whatWasStoppedGoesOnAndEndsOnce() throws Exception {
        LivePlan plan = plan(10);
        LivePlan.Site site = plan.sites().getFirst();
        StringWriter said = new StringWriter();
        Path out = folder.resolve("out");
        // stopped once the first run is under way
        assertThat(new LiveExperiment(plan, null, out, () -> said.toString().contains("from starter"), new PrintWriter(said, true))
                        .run(site))
                .isFalse();
        assertThat(said.toString()).contains("run-1: 6 samples").doesNotContain("round 1: passed");
        StringWriter again = new StringWriter();
        LiveExperiment experiment = new LiveExperiment(plan, null, out, () -> false, new PrintWriter(again, true));
        assertThat(experiment.run(site)).isTrue();
        LiveResult result = experiment.result(site);
        assertThat(result.rounds()).extracting(Round::run).containsExactly("run-1", "run-2");
        assertThat(result.rounds()).extracting(Round::steps).containsOnly(10);
        assertThat(result.rounds().getFirst().samples()).as("no scan was sent twice").isEqualTo(6);
        assertThat(result.rounds()).extracting(Round::scans).containsOnly(6);
        assertThat(result.rounds().get(1).verdict()).as("six units cannot decide a second look").isNotEqualTo(Verdict.PASSED);
        assertThat(result.means()).hasSize(1 + 2 * 4);
        assertThat(out.resolve("sim/result.json")).isNotEmptyFile();
        assertThat(out.resolve("sim/rounds.png")).isNotEmptyFile();
        LivePlan other = plan(11);
        assertThatThrownBy(() -> new LiveExperiment(other, null, out, () -> false, new PrintWriter(again, true))
                        .run(other.sites().getFirst()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("another plan");
    }

    private LivePlan plan(int steps) throws Exception {
        return LivePlan.read(Files.writeString(folder.resolve("plan-" + steps + ".json"), TINY.replace("STEPS", String.valueOf(steps))).toString());
    }
}
