package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
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
    private OrderTarget target;

    @Mixin
    private Asker asker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        spec.commandLine().getOut().println(target.orders().start(domain, asker));
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
