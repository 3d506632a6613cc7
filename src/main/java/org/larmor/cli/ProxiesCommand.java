package org.larmor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor proxies}: the fully sampled scans that a site's models are trained and measured with. */
@Command(
        name = "proxies",
        description = "The fully sampled scans that a site's models are trained and measured with.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "add|list|remove",
        subcommands = {ProxiesAddCommand.class, ProxiesListCommand.class, ProxiesRemoveCommand.class},
        footer = {
            "",
            "Examples:",
            "  larmor proxies add brains/ --set brains --slice-is-patient --data D",
            "  larmor proxies add vol.h5 --set volumes --validation vol.h5#0-9 --data D",
            "  larmor proxies list --data D"
        })
final class ProxiesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "add, list or remove?");
    }
}
