package org.larmor.bus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SitePlanTest {
    /** Twenty scanners of 32 coils at four times, on three brokers; worked out by hand below. */
    private static final SitePlan TWENTY = new SitePlan(20, 50e6, 0.15, 32, 4, 3, 2, Duration.ofDays(3));

    private static Map<String, TopicSpec> topics(SitePlan plan) {
        return plan.topics().collect(Collectors.toMap(TopicSpec::name, Function.identity()));
    }

    @Test
    void twentyScannersNeedWhatTheArithmeticSays() {
        assertThat(TWENTY.peak()).isEqualTo(1e9);
        assertThat(TWENTY.dayBytes()).isCloseTo(12.96e12, within(1e6));
        // a 256² image of float32 is 256 KiB; a quarter of its 256 lines of 512 samples of 8 bytes in 32 coils are 8 MiB
        assertThat(TWENTY.imageShare()).isEqualTo(256.0 * 256 * 4 / (64.0 * 512 * 8 * 32));
        assertThat(TWENTY.partitions()).isEqualTo(21);
        assertThat(TWENTY.dataBytes()).isCloseTo(38.88e12, within(1e6));
        assertThat(TWENTY.resultBytes()).isCloseTo(12.96e12 / 32, within(1e6));
        // on each broker a copy of everything: 1.5 × (38.88 + 0.405) TB, and 800 bytes for each of 37,079,000 MiB
        assertThat(TWENTY.brokerDisk()).isCloseTo(58.957e12, within(1e9));
        // each broker gets all records once, as leader or as copy
        assertThat(TWENTY.brokerIn()).isCloseTo(1e9 * 33 / 32, within(1.0));
        assertThat(TWENTY.brokerOut()).isCloseTo(1e9 * (2 * 33.0 / 32 + 1 + 2.0 / 32) / 3, within(1.0));
    }

    @Test
    void itsTopicsHoldWhatItSays() {
        Map<String, TopicSpec> topics = topics(TWENTY);
        assertThat(topics.keySet()).contains("mrd.data", "mrd.index", "mrd.context", "recon.results", "larmor-router-frames-changelog");
        assertThat(topics.values()).allSatisfy(spec -> assertThat(spec.partitions()).isEqualTo(21));
        TopicSpec data = topics.get("mrd.data");
        assertThat(Long.parseLong(data.config().get("retention.bytes")) * 21.0).isGreaterThan(38.88e12);
        assertThat(data.config()).containsEntry("retention.ms", "259200000").containsEntry("cleanup.policy", "delete");
        long context = Long.parseLong(topics.get("mrd.context").config().get("retention.ms"));
        assertThat(context).as("what k-space needs stays longer").isGreaterThan(259_200_000L);
        SitePlan week = new SitePlan(20, 50e6, 0.15, 32, 4, 3, 2, Duration.ofDays(7));
        for (String name : List.of("mrd.context", "mrd.index")) {
            assertThat(Long.parseLong(topics(week).get(name).config().get("retention.ms"))).isGreaterThan(Duration.ofDays(7).toMillis());
        }
    }

    @Property(tries = 200)
    void whatIsCutToADiskFitsIt(
            @ForAll @IntRange(min = 1, max = 60) int scanners,
            @ForAll @IntRange(min = 1, max = 9) int brokers,
            @ForAll @DoubleRange(min = 1, max = 200) double megabytes,
            @ForAll @DoubleRange(min = 50, max = 100_000) double gigabytes) {
        SitePlan plan = new SitePlan(scanners, megabytes * 1e6, 0.15, 16, 2, brokers, 1, Duration.ofDays(3)).within(gigabytes * 1e9);
        assertThat(plan.brokerDisk()).isLessThanOrEqualTo(0.7 * gigabytes * 1e9 * 1.0001);
        assertThat(plan.keep()).isLessThanOrEqualTo(Duration.ofDays(3));
        assertThat(plan.partitions() % brokers == 0 || plan.partitions() == 4).isTrue();
        assertThat(plan.partitions()).isGreaterThanOrEqualTo(Math.max(4, scanners));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new SitePlan(0, 1, 0.1, 1, 1, 1, 1, Duration.ofHours(1))).hasMessageContaining("a scanner");
        assertThatThrownBy(() -> new SitePlan(1, Double.NaN, 0.1, 1, 1, 1, 1, Duration.ofHours(1))).hasMessageContaining("such a rate");
        assertThatThrownBy(() -> new SitePlan(2, -1, 0.1, 1, 1, 1, 1, Duration.ofHours(1))).hasMessageContaining("rate and time");
        assertThatThrownBy(() -> new SitePlan(1, 1, 1.5, 1, 1, 1, 1, Duration.ofHours(1))).hasMessageContaining("duty");
    }

    @Test
    void halfAPlanIsRefusedAndKeepsWhatItSaysNothingOf() {
        TopicSpec data = new TopicSpec("mrd.data", 9, 3, Map.of("retention.ms", "1000"));
        assertThatThrownBy(() -> TopicPlan.DEFINED.with(List.of(data)))
                .hasMessageContaining("mrd.data would have 9")
                .hasMessageContaining("would have 4");
        TopicSpec narrow = new TopicSpec("mrd.data", 4, 3, Map.of("retention.ms", "1000"));
        TopicSpec planned = TopicPlan.DEFINED.with(List.of(narrow)).specs().stream()
                .filter(spec -> spec.name().equals("mrd.data"))
                .findFirst()
                .orElseThrow();
        assertThat(planned.config()).containsEntry("retention.ms", "1000").containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path folder) throws Exception {
        List<TopicSpec> specs = TWENTY.topics().toList();
        TopicFolder written = new TopicFolder(folder.resolve("plan"));
        written.write(specs, List.of("for people"));
        assertThat(written.read()).containsExactlyInAnyOrderElementsOf(specs);
        assertThat(Files.readString(folder.resolve("plan/mrd.data.yaml"))).startsWith("# for people\napiVersion: kafka.strimzi.io/v1\n");
        Files.writeString(folder.resolve("plan/other.yaml"), specs.getFirst().yaml().replace(specs.getFirst().name(), "other"));
        assertThatThrownBy(written::read).hasMessageContaining("other is no topic of Larmor's");
        assertThatThrownBy(() -> new TopicFolder(Files.createDirectory(folder.resolve("empty"))).read())
                .hasMessageContaining("no definition");
    }
}
