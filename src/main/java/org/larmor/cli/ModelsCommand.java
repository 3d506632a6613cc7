package org.larmor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor models}: what models there are, what they are, and taking in others' weights. */
@Command(
        name = "models",
        description = "List the models at hand, show one's card, or take in weights published elsewhere.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|show|import",
        subcommands = {ModelsListCommand.class, ModelsShowCommand.class, ModelsImportCommand.class},
        footer = {
            "",
            "Examples:",
            "  larmor models list --data /var/lib/larmor",
            "  larmor models show starter",
            "  larmor models import weights.safetensors --name knee-v1 --out /var/lib/larmor/models --domain knee-pd",
            "",
            "A server uses the models of its data folder's `models`: for scans of a domain (the protocol's name) the",
            "one whose card names the domain, else the starter. It reads the folder when it starts."
        })
final class ModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "list, show or import?");
    }
}
