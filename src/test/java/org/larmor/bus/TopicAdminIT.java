package org.larmor.bus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicAdminIT {
    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static TopicAdmin topics;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(data, 0);
        topics = TopicAdmin.connect(KafkaConnection.to(broker.bootstrap()));
    }

    @AfterAll
    static void stop() {
        topics.close();
        broker.close();
    }

    @Test
    void appliesTheDefinitionsOnceAndSaysSo() {
        assertThat(topics.apply(TopicPlan.DEFINED)).filteredOn(TopicChange::isAction)
                .hasSize(Topics.names().size() + 2 * Pool.values().length)
                .allMatch(change ->
                        change instanceof TopicChange.Create || change instanceof TopicChange.SetGroup);
        assertThat(topics.diff(TopicPlan.DEFINED)).isNotEmpty().allMatch(TopicChange.Note.class::isInstance);
        assertThat(topics.apply(TopicPlan.DEFINED)).noneMatch(TopicChange::isAction);
        assertThat(topics.list()).extracting(TopicAdmin.State::name)
                .containsExactlyElementsOf(Topics.names());
        TopicAdmin.State data = topics.list().getFirst();
        assertThat(data.partitions()).isEqualTo(4);
        assertThat(data.replicas()).isEqualTo(1);
        assertThat(data.config()).containsEntry("max.message.bytes", "8388608")
                .containsEntry("min.insync.replicas", "1");
    }

    @Test
    void growsAndSetsButNeverShrinksOrDeletes() {
        topics.apply(only(new TopicSpec("changed", 2, 1, Map.of("retention.ms", "1000"))));
        TopicSpec more = new TopicSpec("changed", 3, 1, Map.of("retention.ms", "2000"));
        assertThat(topics.apply(only(more))).containsExactlyInAnyOrder(
                new TopicChange.Grow("changed", 2, 3), new TopicChange.Set("changed", "retention.ms", "1000", "2000"));
        assertThat(topics.diff(only(more))).isEmpty();
        assertThat(topics.apply(only(new TopicSpec("changed", 1, 1, Map.of()))))
                .satisfiesExactlyInAnyOrder(
                        change -> assertThat(change).isInstanceOf(TopicChange.Refused.class),
                        change -> assertThat(change).hasToString(
                                "note: also sets retention.ms=2000, which is left as it is"));
        assertThat(topics.diff(only(more))).isEmpty();
    }

    @Test
    void refusesOtherPartitionCountsWhereAScanFillsOneOfSeveralTopics(@TempDir Path other) throws Exception {
        try (EmbeddedBroker odd = EmbeddedBroker.start(other, 0);
                Admin admin = KafkaConnection.to(odd.bootstrap()).admin(Map.of());
                TopicAdmin oddTopics = TopicAdmin.connect(KafkaConnection.to(odd.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("mrd.index", 2, (short) 1))).all().get(10, TimeUnit.SECONDS);
            assertThat(oddTopics.apply(TopicPlan.DEFINED)).filteredOn(TopicChange.Refused.class::isInstance)
                    .singleElement().extracting(TopicChange::topic).isEqualTo("mrd.index");
            assertThat(oddTopics.diff(TopicPlan.DEFINED)).filteredOn(TopicChange.Grow.class::isInstance).isEmpty();
        }
    }

    @Test
    void lowersNothingThatKeepsDataUnlessItIsTold() {
        topics.apply(only(new TopicSpec("kept", 1, 1, Map.of("retention.ms", "2000", "retention.bytes", "-1"))));
        TopicSpec less = new TopicSpec("kept", 1, 1, Map.of("retention.ms", "1000", "retention.bytes", "5000"));
        assertThat(topics.apply(only(less))).extracting(TopicChange::toString).containsExactlyInAnyOrder(
                "note: retention.ms=2000 keeps more than 1000 and is left as it is",
                "note: retention.bytes=-1 keeps more than 5000 and is left as it is");
        assertThat(topics.apply(only(less).lowering(true))).hasSize(2).allMatch(TopicChange.Set.class::isInstance);
        assertThat(topics.diff(only(less))).isEmpty();
    }

    private static TopicPlan only(TopicSpec spec) {
        return new TopicPlan(List.of(spec), List.of(), Pool.LOCK, false);
    }

    @Test
    void saysWhereNobodyAnswers() {
        try (TopicAdmin nobody = TopicAdmin.connect(KafkaConnection.to("127.0.0.1:1"), Duration.ofSeconds(2))) {
            assertThatThrownBy(() -> nobody.diff(TopicPlan.DEFINED)).isInstanceOf(BusException.class).hasMessageContaining("127.0.0.1:1");
        }
        assertThatThrownBy(() -> TopicAdmin.connect(KafkaConnection.to("nonsense"))).isInstanceOf(BusException.class);
    }
}
