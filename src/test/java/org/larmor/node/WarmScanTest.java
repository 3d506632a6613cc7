package org.larmor.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;
import org.larmor.gateway.GatewayRehearsal;
import org.larmor.recon.FrameInput;
import org.larmor.router.Rehearsal;
import org.larmor.scan.Recipe;
import org.larmor.scan.ScanFacts;

import static org.assertj.core.api.Assertions.assertThat;

class WarmScanTest {
    @TempDir
    private Path folder;

    private final WarmScan scan = new WarmScan();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NULL")
    void hasAFrameForEveryRecipeThatMakesImages(Recipe recipe) throws Exception {
        ScanFacts.Model model = recipe.learned() ? new ScanFacts.Model("a@1", Optional.empty()) : null;
        FrameInput frame = scan.frame(recipe, model);
        assertThat(frame.recipe()).isEqualTo(recipe);
        assertThat(frame.model()).isEqualTo(recipe.learned() ? "a@1" : null);
        assertThat(frame.imaging()).as("each fourth of 64 lines").hasSize(16);
        assertThat(frame.calibration()).as("of 24 lines those that are no imaging lines").hasSize(recipe.needsMaps() ? 18 : 0);
        assertThat(frame.scan().noise()).isNotEmpty();
        assertThat(scan.frame(recipe, model).scan()).as("what is computed of one is not there for the next").isNotSameAs(frame.scan());
    }

    @Test
    void leadsTheRouterToOneJobOfItsFrameWithAllThatItNeeds() throws Exception {
        List<Job> jobs = Rehearsal.of(GatewayRehearsal.of(SiteKey.readOrMake(folder.resolve("site.key")), scan.stream()).events());
        assertThat(jobs).hasSize(1);
        Job job = jobs.getFirst();
        assertThat(job.recipe()).as("accelerated, and no model").isEqualTo(Recipe.SENSE);
        assertThat(job.frame()).isEqualTo(scan.frame(Recipe.SENSE, null).frame());
        assertThat(job.contexts()).extracting(ChunkRef::kind)
                .containsExactlyInAnyOrder(ChunkKind.HEADER, ChunkKind.NOISE, ChunkKind.CALIBRATION);
        assertThat(job.chunks()).extracting(ChunkRef::kind).containsExactly(ChunkKind.IMAGING);
        assertThat(job.sample()).isNull();
    }
}
