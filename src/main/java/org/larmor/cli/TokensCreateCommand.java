package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.larmor.bus.AccessToken;
import org.larmor.bus.TokenBook;
import org.larmor.bus.record.AccessRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor tokens create}. */
@Command(
        name = "create",
        description = "Make a token and print it, this once: only its hash is kept.",
        mixinStandardHelpOptions = true)
final class TokensCreateCommand implements Callable<Integer> {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose it is, as events will say.")
    private String name;

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "viewer, operator or approver.")
    private AccessRole role;

    @Mixin
    private KafkaTarget target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        AccessToken token = TokenBook.create(target.connection(), name, role);
        // alone on its line, so that a script can take it
        spec.commandLine().getOut().println(token.text());
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}
