package org.larmor.cli.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.SliceRef;
import org.larmor.recon.SharedData;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LivePlanIT {
    @TempDir
    private Path folder;

    private static LivePlan.Site site(LivePlan plan, String name) {
        return plan.sites().stream().filter(site -> site.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void theSimulatedSiteHasTenRoundsOfPatientsOfItsOwn() throws Exception {
        LivePlan plan = LivePlan.read("live");
        LivePlan.Site site = site(plan, "low-field");
        SiteData data = SiteData.of(plan, site, null);
        Set<String> seen = new HashSet<>();
        data.heldOut().forEach(scan -> assertThat(seen.add(scan.patient())).isTrue());
        data.rounds().forEach(round -> round.forEach(scan -> assertThat(seen.add(scan.patient())).isTrue()));
        data.afterwards().forEach(scan -> assertThat(seen.add(scan.patient())).isTrue());
        data.evaluation().forEach(scan -> assertThat(seen.add(scan.patient())).isTrue());
        data.proxies().forEach(proxy -> assertThat(seen).doesNotContain(proxy.patient()));
        assertThat(data.rounds()).hasSize(10);
        assertThat(data.afterwards().size() * 2).as("afterwards triggers no run").isLessThan(site.after());
    }

    @Test
    void noMeasuredSiteLearnsFromWhatItIsToldBy() throws Exception {
        Path root = SharedData.require("");
        LivePlan plan = LivePlan.read("live");
        for (LivePlan.Site site : plan.sites()) {
            SiteData data = SiteData.of(plan, site, root);
            Set<SliceRef> learned = new HashSet<>();
            data.rounds().forEach(round -> round.forEach(scan -> scan.slices().forEach(slice -> learned.add(slice.ref()))));
            data.evaluation().forEach(scan -> scan.slices().forEach(slice -> assertThat(learned).doesNotContain(slice.ref())));
            int samples = data.rounds().getFirst().stream().mapToInt(scan -> scan.slices().size()).sum();
            assertThat(samples).as("%s triggers its run", site.name()).isEqualTo(site.after());
        }
        ObjectNode changed = (ObjectNode) new ObjectMapper()
                .readTree(LivePlan.class.getResourceAsStream("/org/larmor/experiments/live.json"));
        ((ArrayNode) changed.at("/sites/2/measured/proxies/0/scans")).add("heart_8ch#4");
        Path file = Files.writeString(folder.resolve("plan.json"), changed.toString());
        LivePlan wrong = LivePlan.read(file.toString());
        assertThatThrownBy(() -> SiteData.of(wrong, site(wrong, "heart-4x"), root))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("which it evaluates on");
    }
}
