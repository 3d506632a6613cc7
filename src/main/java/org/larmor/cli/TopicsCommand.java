package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicChange;
import org.larmor.bus.TopicPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor topics}: the topics of any cluster, by their definitions. */
@Command(
        name = "topics",
        description = "Make the topics and share groups of a Kafka cluster what their definitions say, or show them.",
        mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
    enum Action {
        APPLY,
        LIST,
        DIFF
    }

    @Parameters(
            paramLabel = "apply|list|diff",
            description = "apply: create what is missing, change what differs, delete nothing. "
                    + "list: show the topics there are. diff: show what apply would do.")
    private Action action;

    @Mixin
    private KafkaTarget target;

    @Option(
            names = "--lower",
            description = "Lower settings too that keep data or copies, where the definitions say less.")
    private boolean lower;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    TopicsCommand() {}

    @Override
    public Integer call() throws IOException {
        try (TopicAdmin topics = TopicAdmin.connect(target.connection())) {
            return switch (action) {
                case LIST -> list(topics.list());
                case DIFF -> changes(topics.diff(TopicPlan.DEFINED.lowering(lower)), false);
                case APPLY -> changes(topics.apply(TopicPlan.DEFINED.lowering(lower)), true);
            };
        }
    }

    private int list(List<TopicAdmin.State> topics) throws IOException {
        Table table = new Table("topic", "partitions", "copies", "settings");
        for (TopicAdmin.State topic : topics) {
            table.row(topic.name(), topic.partitions(), topic.replicas(), settings(topic.config()));
        }
        show(table);
        return ExitCode.FINE;
    }

    private int changes(List<TopicChange> changes, boolean applied) throws IOException {
        Table table = new Table("topic", "change");
        changes.forEach(change -> table.row(change.topic(), change.toString()));
        show(table);
        long actions = changes.stream().filter(TopicChange::isAction).count();
        boolean refused = changes.stream().anyMatch(TopicChange.Refused.class::isInstance);
        spec.commandLine().getOut().println(
                actions == 0 ? "nothing to change" : actions + (applied ? " changes made" : " changes to make"));
        spec.commandLine().getOut().flush();
        return refused ? ExitCode.FAILED : ExitCode.FINE;
    }

    private void show(Table table) throws IOException {
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
    }

    private static String settings(Map<String, String> config) {
        return new TreeMap<>(config).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
