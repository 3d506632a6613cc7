package org.larmor.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicsTest {
    @Test
    void everyTopicOfTheCatalogueIsDefinedAndEveryDefinitionCatalogued() throws IOException {
        Set<String> defined;
        try (Stream<Path> files = Files.list(Path.of("topics"))) {
            defined = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
        assertThat(Topics.names()).extracting(name -> name + ".yaml").containsExactlyInAnyOrderElementsOf(defined);
        assertThat(TopicSpec.all()).extracting(TopicSpec::name).containsExactlyElementsOf(Topics.names());
    }

    @Test
    void topicsOfOneScanHaveEqualPartitions() {
        Set<Integer> counts = new HashSet<>();
        for (Topic<?, ?> topic : Topics.CO_PARTITIONED) {
            counts.add(TopicSpec.of(topic.name()).partitions());
        }
        assertThat(counts).hasSize(1);
    }

    @Test
    void routersStateIsKeptAsOftenAsTheEventsItComesFrom() {
        TopicSpec index = TopicSpec.of(Topics.INDEX.name());
        for (String name : Topics.INTERNAL) {
            TopicSpec state = TopicSpec.of(name);
            assertThat(state.partitions()).isEqualTo(index.partitions());
            assertThat(state.replicas()).isEqualTo(index.replicas());
            assertThat(state.config())
                    .containsEntry("cleanup.policy", "compact")
                    .containsEntry("min.insync.replicas", index.config().get("min.insync.replicas"));
        }
    }

    @Test
    void timeIsTheBrokers() {
        for (Topic<?, ?> topic : Topics.ALL) {
            assertThat(TopicSpec.of(topic.name()).config())
                    .as(topic.name())
                    .containsEntry("message.timestamp.type", "LogAppendTime");
        }
    }

    @Test
    void everyWorkerSeesTheWholeQueue() {
        for (Pool pool : Pool.values()) {
            assertThat(TopicSpec.of(pool.jobs().name()).partitions()).isEqualTo(1);
        }
    }

    @Test
    void settingsAreKafkasOwnAndValid() {
        for (TopicSpec spec : TopicSpec.all()) {
            assertThat(LogConfig.configNames()).as(spec.name()).containsAll(spec.config().keySet());
            LogConfig.validate(spec.config());
        }
    }

    @Test
    void payloadTopicsTakeTheLargestRecord() {
        for (Topic<?, ?> topic : List.of(Topics.DATA, Topics.CONTEXT, Topics.RESULTS, Topics.DEAD_LETTER)) {
            assertThat(TopicSpec.of(topic.name()).config())
                    .containsEntry("max.message.bytes", String.valueOf(ClientSettings.LARGEST_RECORD));
        }
    }

    @Test
    void contextsOutliveTheChunksTheyExplain() {
        long data = Long.parseLong(TopicSpec.of("mrd.data").config().get("retention.ms"));
        long context = Long.parseLong(TopicSpec.of("mrd.context").config().get("retention.ms"));
        assertThat(context).isGreaterThan(data);
    }

    @Test
    void aSmallClusterKeepsFewerCopiesAndStillTakesWrites() {
        TopicSpec spec = TopicSpec.of("mrd.data");
        assertThat(spec.replicas(1)).isEqualTo(1);
        assertThat(spec.config(1)).containsEntry("min.insync.replicas", "1");
        assertThat(spec.replicas(2)).isEqualTo(2);
        assertThat(spec.config(2)).containsEntry("min.insync.replicas", "1");
        assertThat(spec.replicas(5)).isEqualTo(3);
        assertThat(spec.config(5)).containsEntry("min.insync.replicas", "2");
    }

    @Test
    void definitionsThatAreNotUnderstoodAreRefused() {
        assertThatThrownBy(() -> TopicSpec.parse("apiVersion: kafka.strimzi.io/v1\nkind: Kafka\n"))
                .isInstanceOf(BusException.class).hasMessageContaining("not a KafkaTopic");
        assertThatThrownBy(() -> TopicSpec.parse("apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nspek: 1\n"))
                .isInstanceOf(BusException.class).hasMessageContaining("spek");
        assertThatThrownBy(() -> TopicSpec.parse("""
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaTopic
                metadata: {name: x}
                spec: {partitions: 0, replicas: 1}
                """))
                .isInstanceOf(BusException.class).hasMessageContaining("0 partitions");
    }

    @Test
    void topicNamesAreKubernetesNames() {
        for (TopicSpec spec : TopicSpec.all()) {
            assertThat(spec.name()).matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
        }
    }
}
