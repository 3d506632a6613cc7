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
            "  larmor models import weights.safetensors --name knee-v1 --domain knee-pd",
            "",
            "A server reads the folder `models` in its data folder when it starts. Scans",
            "of a domain (their protocol's name) get the model whose card names it, else",
            "the starter."
        })
final class ModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "list, show or import?");
    }
}
