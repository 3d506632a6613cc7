package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.larmor.bus.TopicAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code larmor topics diff}. */
@Command(name = "diff", description = "Show what apply would do.", mixinStandardHelpOptions = true)
final class TopicsDiffCommand implements Callable<Integer> {
    @Mixin
    private TopicChanges changes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (TopicAdmin topics = changes.connect()) {
            return changes.show(topics.diff(changes.wanted()), "to make", spec.commandLine().getOut());
        }
    }
}
