package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.registry.ModelRegistry;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.AdaptCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor models promote}. */
@Command(
        name = "promote",
        description = "Make a version the champion of a domain, for the scans that open from now on.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  larmor models promote knee-v1 --domain knee --reason \"trial 7\" --data D"})
final class ModelsPromoteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME|VERSION", description = "A model in the registry.")
    private String name;

    @Mixin
    private Order order;

    @Mixin
    private KafkaTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        String version;
        try (ModelRegistry registry = ModelRegistry.read(kafka)) {
            version = registry.find(name).version();
        }
        AdaptClient.ask(
                kafka,
                id -> new AdaptCommand.Promote(id, order.domain(), version, order.by(), order.reason()));
        String said = version + " is the champion of " + order.domain();
        spec.commandLine().getOut().println(said);
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
