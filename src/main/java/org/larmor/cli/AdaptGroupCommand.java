package org.larmor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor adapt}: what a site learns from, and what came of it. */
@Command(
        name = "adapt",
        description = "What a site may learn from, and what came of it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "policy|start|runs|show|status",
        subcommands = {
            AdaptPolicyCommand.class, AdaptStartCommand.class, AdaptRunsCommand.class, AdaptShowCommand.class, AdaptStatusCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  larmor adapt policy policy.yaml --data /var/lib/larmor --reason \"knees from June on\"",
            "  larmor adapt policy --data /var/lib/larmor",
            "  larmor adapt status --data /var/lib/larmor"
        })
final class AdaptGroupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "policy, start, runs, show or status?");
    }
}
