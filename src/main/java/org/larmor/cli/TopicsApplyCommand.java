package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.larmor.bus.TopicAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code larmor topics apply}. */
@Command(
        name = "apply",
        description = "Create what is missing, change what differs, delete nothing.",
        mixinStandardHelpOptions = true)
final class TopicsApplyCommand implements Callable<Integer> {
    @Mixin
    private TopicChanges changes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (TopicAdmin topics = changes.connect()) {
            return changes.show(topics.apply(changes.wanted()), "made", spec.commandLine().getOut());
        }
    }
}
