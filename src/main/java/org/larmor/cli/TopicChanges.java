package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.TopicAdmin;
import org.larmor.bus.TopicChange;
import org.larmor.bus.TopicFolder;
import org.larmor.bus.TopicPlan;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code topics apply} and {@code topics diff} have in common: the cluster, what it is to be, and the changes as a table. */
final class TopicChanges {
    @Mixin
    private KafkaTarget target;

    @Option(
            names = "--plan",
            paramLabel = "DIR",
            description = "Definitions that replace the program's own, as `topics plan` has written them.")
    private @Nullable Path plan;

    @Option(
            names = "--lower",
            description = "Lower settings too that keep data or copies, where the definitions say less.")
    private boolean lower;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table there too, as JSON.")
    private @Nullable Path json;

    TopicAdmin connect() throws IOException {
        return TopicAdmin.connect(target.connection());
    }

    TopicPlan wanted() throws IOException {
        TopicPlan defined = plan == null ? TopicPlan.DEFINED : TopicPlan.DEFINED.with(new TopicFolder(plan).read());
        return defined.lowering(lower);
    }

    /** @param did what was done with them: {@code made}, or {@code to make} */
    int show(List<TopicChange> changes, String did, PrintWriter out) throws IOException {
        Table table = new Table("topic", "change");
        changes.forEach(change -> table.row(change.topic(), change.toString()));
        table.print(out);
        if (json != null) {
            table.writeJson(json);
        }
        long actions = changes.stream().filter(TopicChange::isAction).count();
        out.println(actions == 0 ? "nothing to change" : actions + " changes " + did);
        out.flush();
        return changes.stream().anyMatch(TopicChange.Refused.class::isInstance) ? ExitCode.FAILED : ExitCode.FINE;
    }
}
