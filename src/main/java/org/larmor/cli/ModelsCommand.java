package org.larmor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor models}: what models there are, what they are, and taking in others' weights. */
@Command(
        name = "models",
        description = "The models of a site, in its registry, or of a folder: list, show, take in, give out, put to use.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|show|import|export|promote|rollback",
        subcommands = {
            ModelsListCommand.class,
            ModelsShowCommand.class,
            ModelsImportCommand.class,
            ModelsExportCommand.class,
            ModelsPromoteCommand.class,
            ModelsRollbackCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  larmor models list --data /var/lib/larmor",
            "  larmor models show starter",
            "  larmor models import run/model.json --data /var/lib/larmor",
            "  larmor models promote knee-v1 --domain knee --reason trial-7 --kafka k:9092",
            "",
            "--data and --kafka mean the registry of a running site. A scan gets the",
            "champion of its domain when it opens, or else that of `general`, and keeps it."
        })
final class ModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "list, show, import, export, promote or rollback?");
    }
}
