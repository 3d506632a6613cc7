package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.larmor.bus.TokenBook;
import org.larmor.bus.record.TokenRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor tokens revoke}. */
@Command(
        name = "revoke",
        description = "End a token's force, and that of the sessions that were begun with it, at every gateway.",
        mixinStandardHelpOptions = true)
final class TokensRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME|ID", description = "The token's name, or its id as `larmor tokens list` shows it.")
    private String token;

    @Mixin
    private KafkaTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (TokenRecord revoked : TokenBook.revoke(target.connection(), token)) {
            out.println(revoked.id() + ", " + revoked.role().label() + " of " + revoked.name() + ", is revoked");
        }
        out.flush();
        return ExitCode.FINE;
    }
}
