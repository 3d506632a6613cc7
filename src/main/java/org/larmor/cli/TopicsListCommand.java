package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.TopicAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor topics list}. */
@Command(name = "list", description = "Show the topics there are.", mixinStandardHelpOptions = true)
final class TopicsListCommand implements Callable<Integer> {
    @Mixin
    private KafkaTarget target;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Table table = new Table("topic", "partitions", "copies", "settings");
        try (TopicAdmin topics = TopicAdmin.connect(target.connection())) {
            topics.list().forEach(
                    topic -> table.row(topic.name(), topic.partitions(), topic.replicas(), settings(topic.config())));
        }
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return ExitCode.FINE;
    }

    private static String settings(Map<String, String> config) {
        return new TreeMap<>(config).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
