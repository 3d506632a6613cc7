package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code larmor models rollback}. */
@Command(
        name = "rollback",
        description = "Make the champion of before a domain's champion again.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  larmor models rollback --domain knee --reason streaks --data D"})
final class ModelsRollbackCommand implements Callable<Integer> {
    @Mixin
    private Order order;

    @Mixin
    private OrderTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        spec.commandLine().getOut().println(target.orders().rollBack(order.domain(), order.asker()));
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
