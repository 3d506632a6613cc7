package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
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
        footer = {
            "",
            "Examples:",
            "  larmor models promote knee-v1 --domain knee --reason \"trial 7\" --data D",
            "  larmor models promote knee-v1 --domain knee --reason \"trial 7\" --http http://gateway-1:8080 --token-file T"
        })
final class ModelsPromoteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME|VERSION", description = "A model in the registry.")
    private String name;

    @Mixin
    private Order order;

    @Mixin
    private OrderTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        spec.commandLine().getOut().println(target.orders().promote(order.domain(), name, order.asker()));
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
