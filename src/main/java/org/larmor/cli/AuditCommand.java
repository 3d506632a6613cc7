package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.EventChain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor audit}: whether the record of what happened to the models is as it was written. */
@Command(
        name = "audit",
        description = "Check the record of what happened to a site's models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "verify",
        subcommands = AuditCommand.Verify.class)
final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "verify?");
    }

    /** {@code larmor audit verify}. */
    @Command(
            name = "verify",
            description = "Recompute the chain of all events: nothing changed, removed or put in. What was cut off at its "
                    + "end is found by a head that was noted before.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  larmor audit verify --data D --head 3b1f…"})
    static final class Verify implements Callable<Integer> {
        @Mixin
        private KafkaTarget target;

        @Option(names = "--head", paramLabel = "HASH", description = "A head that was shown earlier: has it to be found.")
        private @Nullable String head;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            EventChain chain = EventChain.read(target.connection());
            PrintWriter out = spec.commandLine().getOut();
            chain.faults().forEach(out::println);
            boolean found = true;
            if (head != null) {
                Optional<Long> at = chain.find(head);
                found = at.isPresent();
                out.println(found ? "the head that was noted is event " + at.get() : "no event has the hash that was noted");
            }
            boolean whole = chain.faults().isEmpty() && found;
            out.println(chain.events().size() + " events, head " + chain.head()
                    + (whole ? "; the chain is whole" : "; the chain is broken"));
            out.flush();
            return whole ? ExitCode.FINE : ExitCode.FAILED;
        }
    }
}
