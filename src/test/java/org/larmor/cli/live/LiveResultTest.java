package org.larmor.cli.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.record.AdaptEvent.Verdict;
import org.larmor.cli.live.ModelScores.Figure;
import org.larmor.jssl.data.DataException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LiveResultTest {
    private static final SiteData NOTHING =
            new SiteData(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    @TempDir
    private Path folder;

    private static Round round(int number) {
        return new Round(
                number, "run-" + number, 6, 10, "m@1", "gate-" + number, Verdict.PASSED, List.of(), 6, 0.1, 0.01, "nothing", "m@1");
    }

    /** Two slices a unit, the second 1 dB above the first. */
    private ModelScores scores(double... gains) throws Exception {
        ModelScores scores = new ModelScores(folder.resolve("scores"), NOTHING);
        String[] models = {"never", "challenger-1", "serving-1", "ssl-1", "supervised-1"};
        for (int model = 0; model < models.length; model++) {
            List<Figure> figures = new ArrayList<>();
            for (int unit = 0; unit < 8; unit++) {
                figures.add(new Figure(false, "u" + unit, "u#0", 20 + unit + gains[model], 0.5));
                figures.add(new Figure(false, "u" + unit, "u#1", 21 + unit + gains[model], 0.7));
                figures.add(new Figure(true, "b" + unit, "b#0", 30 - gains[model] - 0.01 * model * unit, 0.9));
            }
            new ObjectMapper().writeValue(folder.resolve("scores").resolve(models[model] + ".json").toFile(), figures);
        }
        return scores;
    }

    @Test
    void differencesAreThoseOfUnitsAndNotOfSlices() throws Exception {
        LiveResult result = LiveResult.of("site", List.of(round(1)), scores(0, 1.5, 1, 0.5, 2));
        assertThat(result.means().getFirst().psnr()).isCloseTo(20.5 + 3.5, within(1e-9));
        assertThat(result.means().getFirst().ssim()).isCloseTo(0.6, within(1e-9));
        LiveResult.Difference gain = result.differences().stream()
                .filter(one -> one.on().equals("target") && one.first().equals("serving") && one.figure().equals("PSNR"))
                .findFirst()
                .orElseThrow();
        assertThat(gain.units()).isEqualTo(8);
        assertThat(gain.above()).isEqualTo(8);
        assertThat(gain.mean()).isCloseTo(1, within(1e-9));
        LiveResult.Difference lost = result.differences().stream()
                .filter(one -> one.on().equals("brains") && one.first().equals("challenger") && one.second().equals("never"))
                .findFirst()
                .orElseThrow();
        assertThat(lost.mean()).isCloseTo(-1.5 - 0.035, within(1e-9));
        assertThat(lost.low()).isLessThan(lost.mean());
        assertThat(lost.high()).isGreaterThan(lost.mean()).isLessThan(-1.4);
        result.write(folder);
        assertThat(folder.resolve("rounds.png")).isNotEmptyFile();
    }

    @Test
    void aRoundThatIsNotMeasuredIsNotReported() throws Exception {
        ModelScores scores = scores(0, 0, 0, 0, 0);
        assertThat(scores.isComplete(1)).isTrue();
        assertThat(scores.isComplete(2)).isFalse();
    }

    @Test
    void theJournalGoesOnAlsoBehindALineThatWasCutShort() throws Exception {
        Journal journal = new Journal(folder, "plan");
        journal.sent("a");
        journal.round(round(1));
        Path file = folder.resolve("journal.jsonl");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 20));
        Journal cut = new Journal(folder, "plan");
        assertThat(cut.isSent("a")).isTrue();
        assertThat(cut.rounds()).isEmpty();
        cut.round(round(1));
        assertThat(new Journal(folder, "plan").rounds()).containsExactly(round(1));
        assertThatThrownBy(() -> new Journal(folder, "another"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("another plan");
    }
}
