package org.larmor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.TokenBook;
import org.larmor.bus.record.TokenRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code larmor tokens list}. */
@Command(name = "list", description = "The tokens that were made, without their secrets.", mixinStandardHelpOptions = true)
final class TokensListCommand implements Callable<Integer> {
    @Mixin
    private KafkaTarget target;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Table table = new Table("id", "name", "role", "made", "revoked");
        TokenBook.read(target.connection()).stream()
                .sorted(Comparator.comparingLong(TokenRecord::at))
                .forEach(token -> table.row(
                        token.id(),
                        token.name(),
                        token.role().label(),
                        time(token.at()),
                        token.inForce() ? "-" : time(token.revokedAt())));
        table.print(spec.commandLine().getOut());
        if (json != null) {
            table.writeJson(json);
        }
        return ExitCode.FINE;
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
