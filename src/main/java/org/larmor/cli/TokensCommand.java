package org.larmor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor tokens}: what lets people and programs in over HTTP. */
@Command(
        name = "tokens",
        description = "What lets people and programs in over HTTP: tokens with the role viewer, operator or approver, each of "
                + "which may do what the ones before it may.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "create|list|revoke",
        subcommands = {TokensCreateCommand.class, TokensListCommand.class, TokensRevokeCommand.class},
        footer = {
            "",
            "They are kept in Kafka, by the hashes of their secrets. Whoever may write to the",
            "topic ops.tokens may make and revoke them: that is for the broker to ask for",
            "(--kafka-config).",
            "",
            "Examples:",
            "  larmor tokens create --name \"A. Curie\" --role approver --data D",
            "  larmor tokens list --kafka broker-1:9092",
            "  larmor tokens revoke \"A. Curie\" --data D"
        })
final class TokensCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "create, list or revoke?");
    }
}
