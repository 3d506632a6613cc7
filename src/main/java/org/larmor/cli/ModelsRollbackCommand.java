package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
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
    private KafkaTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        AdaptEvent.What what = AdaptClient.ask(
                target.connection(),
                id -> new AdaptCommand.RollBack(id, order.domain(), order.by(), order.reason()));
        String said = what instanceof AdaptEvent.RolledBack back
                ? back.version() + " is the champion of " + back.domain() + " again, and " + back.from() + " no longer"
                : what.toString();
        spec.commandLine().getOut().println(said);
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
