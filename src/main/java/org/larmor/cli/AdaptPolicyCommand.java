package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.PolicyFile;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.SiteKey;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.PolicyRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor adapt policy}. */
@Command(
        name = "policy",
        description = "Publish what a site may learn from, or without FILE show what was published last.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A policy, with all that it may say:",
            "  scanners-may-teach: true      # nobody proves yet which scanner a scan is from",
            "  domains:                      # a scan belongs to the first that it fits",
            "  - name: knee",
            "    learn: true                 # default: false",
            "    protocols: [\"*knee*\", \"t2 tse ??\"]",
            "    field-strength: 2.5-3.5     # tesla",
            "    channels: 8-32",
            "    trajectory: cartesian",
            "    proxies: [knees]            # sets of this kind, where a new model may hardly lose; default: all",
            "  caps: {scan: 16, patient: 64, scanner: 400, protocol: 400, day: 1000, bytes: 512m}",
            "  held-out: 0.25                # of the patients",
            "  patients: {training: [id], held-out: [id]}",
            "  runs: {after: 64, every-hours: 168, steps: 300, minutes: 60, weights: 0.25}  # else when asked for",
            "  promotion: {automatic: true, shadow-scans: 8, share: 0.25}  # what passes serves without a person; default: false",
            "  quality: 0.25                 # of learned images are checked by a second pass before they are sent; default: none"
        })
final class AdaptPolicyCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The policy, in YAML.")
    private @Nullable Path file;

    @Mixin
    private KafkaTarget target;

    @Mixin
    private SiteKeyOption siteKey;

    @Mixin
    private Asker asker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        PrintWriter out = spec.commandLine().getOut();
        if (file == null) {
            out.println(LogTable.read(kafka, Topics.ADAPT_POLICY)
                    .get(PolicyRecord.KEY)
                    .map(record -> "policy " + record.hash() + ", set by " + record.by() + ":\n" + record.json())
                    .orElse("there is no policy: nothing is learned, and one model serves all"));
        } else {
            SiteKey key = siteKey.of(target, kafka);
            Policy policy = PolicyFile.read(file, key);
            AdaptClient.ask(kafka, id -> new AdaptCommand.SetPolicy(id, policy.json(), asker.by(), asker.reason()));
            out.println("policy " + policy.hash() + " is in force");
        }
        out.flush();
        return ExitCode.FINE;
    }
}
