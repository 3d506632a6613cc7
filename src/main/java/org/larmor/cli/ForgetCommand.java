package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.larmor.adapt.events.AdaptClient;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogTable;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptCommand;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.RunRecord;
import org.larmor.bus.record.TrainingOrder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code larmor forget}. */
@Command(
        name = "forget",
        description = "Give up what is learned from a scan: its key is destroyed, and it is never learned from again. Its raw "
                + "data go when the log's retention ends.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  larmor forget 6a324d8f-b48a-4c31-ba47-578e2d1aab77 --data D --reason \"consent withdrawn\""})
final class ForgetCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCAN", description = "As an image's LarmorScan names it.")
    private String scan;

    @Mixin
    private KafkaTarget target;

    @Mixin
    private SampleKeysOption sampleKeys;

    @Mixin
    private Asker asker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        KafkaConnection kafka = target.connection();
        // whatever happens next, nothing can be read any more
        boolean destroyed = sampleKeys.of(target).destroy(scan);
        AdaptEvent.What what = AdaptClient.ask(kafka, id -> new AdaptCommand.ForgetScan(id, scan, asker.by(), asker.reason()));
        PrintWriter out = spec.commandLine().getOut();
        int samples = what instanceof AdaptEvent.ScanForgotten forgotten ? forgotten.samples() : 0;
        out.println("scan " + scan + " is forgotten: " + samples + " samples removed, "
                + (destroyed ? "their key destroyed" : "and there was no key of it"));
        List<String> trained = trainedOn(kafka);
        out.println(trained.isEmpty()
                ? "no model was trained on it"
                : "models that were trained on it: " + String.join(", ", trained));
        out.println("its raw data are deleted at most " + retention(kafka) + " after they came (mrd.data)");
        out.flush();
        return ExitCode.FINE;
    }

    private List<String> trainedOn(KafkaConnection kafka) {
        return LogTable.read(kafka, Topics.ADAPT_RUNS).all().values().stream()
                .filter(run -> run.version() != null
                        && run.order() instanceof TrainingOrder order
                        && order.samples().stream().anyMatch(id -> id.startsWith(scan + "/")))
                .map(RunRecord::version)
                .sorted()
                .toList();
    }

    private static String retention(KafkaConnection kafka) {
        try (TopicAdmin topics = TopicAdmin.connect(kafka)) {
            return topics.list().stream()
                    .filter(topic -> topic.name().equals(Topics.DATA.name()))
                    .map(topic -> topic.config().get("retention.ms"))
                    .filter(millis -> millis != null && millis.matches("[0-9]+"))
                    .map(millis -> Duration.ofMillis(Long.parseLong(millis)).toHours() + " hours")
                    .findFirst()
                    .orElse("as long as the cluster keeps them");
        }
    }
}
