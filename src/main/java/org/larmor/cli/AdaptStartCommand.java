package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.TrainingOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor adapt start}. */
@Command(
        name = "start",
        description = "Have a domain's model trained on what was gathered, now.",
        mixinStandardHelpOptions = true)
final class AdaptStartCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DOMAIN", description = "As the policy calls it.")
    private String domain;

    @Mixin
    private KafkaTarget target;

    @Mixin
    private Asker asker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        AdaptEvent.What what = AdaptClient.ask(
                target.connection(), id -> new AdaptCommand.StartRun(id, domain, asker.by(), asker.reason()));
        if (what instanceof AdaptEvent.RunOrdered(TrainingOrder order, String _, String _)) {
            spec.commandLine().getOut().println(order.run() + ": from " + order.champion() + ", "
                    + order.samples().size() + " samples and "
                    + order.proxies().size() + " proxies, " + order.steps() + " steps");
            spec.commandLine().getOut().flush();
        }
        return ExitCode.FINE;
    }
}
