package org.larmor.router;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.larmor.mrd.file.Tools;
import org.larmor.sim.FileSource;
import org.larmor.sim.MessageSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The recorded scans' frames, all of them fully sampled, planned alike by the router and offline. */
class ScanPlansIT {
    @ParameterizedTest
    @CsvSource({
        "pulseq_invivo_16ch_128, auto, 1, rss", "pulseq_invivo_16ch_128, sense, 1, sense",
        "pulseq_invivo_bodycoil_2ch_128, auto, 1, rss", "pulseq_invivo_bodycoil_2ch_128, sense, 1, sense",
        "twixtools_gre_2ch, auto, 1, rss", "twixtools_gre_2ch, sense, 1, sense", "ulf_P1_FSE, auto, 4, rss"
    })
    void fullDataArePlannedAlike(String name, String config, int slices, String recipe) throws Exception {
        Path file = Tools.shared().resolve("data/ismrmrd/" + name + ".mrd.h5");
        var expected = IntStream.range(0, slices)
                .mapToObj(slice -> PlannedFrame.planned(Scans.slice(slice), recipe))
                .toList();
        try (MessageSource source = new FileSource(file)) {
            assertThat(ScanPlans.routed(source, config)).containsExactlyInAnyOrderElementsOf(expected);
        }
        try (MessageSource source = new FileSource(file)) {
            assertThat(ScanPlans.offline(source, config)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
