package org.larmor.cli.live;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;

/**
 * Takes a plan's sites through the live system, each a node of its own with its log under the results: its scans stream in,
 * and sampling, trigger, trainer, gate, trial and swap are the node's. What was done is not done again.
 */
public final class LiveExperiment {
    private static final int ANY_PORT = 0;

    private final LivePlan plan;
    private final @Nullable Path data;
    private final Path out;
    private final BooleanSupplier stop;
    private final PrintWriter print;

    /**
     * Takes the plan.
     *
     * @param data what its paths are below; null where there is nothing, which simulated sites can do without
     * @param out gets a folder a site
     * @param stop is asked between steps
     */
    public LiveExperiment(LivePlan plan, @Nullable Path data, Path out, BooleanSupplier stop, PrintWriter print) {
        this.plan = plan;
        this.data = data;
        this.out = out;
        this.stop = stop;
        this.print = print;
    }

    /**
     * Goes on with a site to its end.
     *
     * @return whether that was reached, and {@code stop} did not come first
     */
    public boolean run(LivePlan.Site site) throws Exception {
        Path folder = Files.createDirectories(out.resolve(site.name()));
        Journal journal = new Journal(folder, plan.hash(site));
        SiteData scans = SiteData.of(plan, site, data);
        NodeConfig config = NodeConfig.allInOne(folder.resolve("data"), ANY_PORT);
        try (Node node = Node.start(config)) {
            new SiteRun(site, scans, new LiveSite(node, config, "the experiment"), config, folder, journal, stop, print).run();
            return true;
        } catch (SiteRun.StoppedException e) {
            return false;
        } finally {
            result(site, scans).write(folder);
        }
    }

    /** What the rounds that are done say. */
    public LiveResult result(LivePlan.Site site) throws IOException {
        return result(site, SiteData.of(plan, site, data));
    }

    private LiveResult result(LivePlan.Site site, SiteData scans) throws IOException {
        Path folder = out.resolve(site.name());
        ModelScores scores = new ModelScores(folder.resolve("scores"), scans);
        return LiveResult.of(
                site.name(),
                new Journal(folder, plan.hash(site))
                        .rounds().stream().filter(round -> scores.isComplete(round.number())).toList(),
                scores);
    }
}
