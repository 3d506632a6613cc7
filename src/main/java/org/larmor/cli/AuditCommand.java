package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.EventChain;
import org.larmor.adapt.events.SignedHead;
import org.larmor.bus.KafkaConnection;
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
        subcommands = {AuditCommand.Verify.class, AuditCommand.Sign.class})
final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "verify or sign?");
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

        @Option(
                names = "--signed",
                paramLabel = "FILE",
                description = "A head that `larmor audit sign` has written: has it to be found, signed by this site.")
        private @Nullable Path signed;

        @Mixin
        private SiteKeyOption siteKey;

        @Option(names = "--head", paramLabel = "HASH", description = "A head that was shown earlier: has it to be found.")
        private @Nullable String head;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            KafkaConnection kafka = target.connection();
            EventChain chain = EventChain.read(kafka);
            PrintWriter out = spec.commandLine().getOut();
            chain.faults().forEach(out::println);
            boolean found = true;
            if (head != null) {
                Optional<Long> at = chain.find(head);
                found = at.isPresent();
                out.println(found ? "the head that was noted is event " + at.get() : "no event has the hash that was noted");
            }
            if (signed != null) {
                Optional<SignedHead> noted = SignedHead.parse(new String(Files.readAllBytes(signed), StandardCharsets.UTF_8));
                Optional<String> fault = noted.isPresent()
                        ? noted.get().fault(chain, siteKey.of(target, kafka))
                        : Optional.of(signed + " is no signed head");
                found &= fault.isEmpty();
                out.println(fault.orElse("the head that was signed is event " + (noted.map(SignedHead::events).orElse(0L) - 1)));
            }
            boolean whole = chain.faults().isEmpty() && found;
            out.println(chain.events().size() + " events, head " + chain.head()
                    + (whole ? "; the chain is whole" : "; the chain is broken"));
            out.flush();
            return whole ? ExitCode.FINE : ExitCode.FAILED;
        }
    }

    /** {@code larmor audit sign}. */
    @Command(
            name = "sign",
            description = "Sign how far the chain of all events goes, with a key made of the site's, to be kept elsewhere: by it "
                    + "one finds later what was cut off since, cards and all.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  larmor audit sign --out head-2026-11.txt --data D"})
    static final class Sign implements Callable<Integer> {
        @Mixin
        private KafkaTarget target;

        @Mixin
        private SiteKeyOption siteKey;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Gets the signed head; is not overwritten.")
        private Path out;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            KafkaConnection kafka = target.connection();
            EventChain chain = EventChain.read(kafka);
            PrintWriter print = spec.commandLine().getOut();
            if (!chain.faults().isEmpty()) {
                chain.faults().forEach(print::println);
                print.println("a broken chain is not signed");
                print.flush();
                return ExitCode.FAILED;
            }
            SignedHead head = SignedHead.of(chain, siteKey.of(target, kafka));
            Files.writeString(out, head.text(), StandardOpenOption.CREATE_NEW);
            print.println(head.events() + " events, head " + head.head() + ", signed in " + out);
            print.flush();
            return ExitCode.FINE;
        }
    }
}
