package org.larmor.alerts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Prometheus's own word on the rules and the dashboards. */
@Timeout(120)
class PrometheusIT {
    @TempDir
    Path folder;

    @BeforeAll
    static void need() {
        Prometheus.need();
    }

    @Test
    void configurationAndRulesAreSoundAndTheirTestsPass() throws Exception {
        assertThat(Prometheus.tool("check", "config", Rules.FOLDER.resolve("prometheus.yml").toString()))
                .contains("1 rule files found", Rules.read().alerts().size() + " rules found");
        assertThat(Prometheus.tool("test", "rules", Rules.FOLDER.resolve("rules.test.yml").toString())).contains("SUCCESS");
    }

    @Test
    void everyPanelShowsSomethingOfTheDemo() throws Exception {
        Recording recording = Recording.read();
        long from = recording.firstSecond();
        long to = recording.lastSecond();
        List<String> silent = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        try (Prometheus prometheus = Prometheus.over(recording, folder)) {
            for (Dashboards.Query query : Dashboards.queries()) {
                String expr = query.expr()
                        .replace("$__rate_interval", "1m") // four times that of the scrapes, as Grafana takes it
                        .replace("$__range", (to - from) + "s")
                        .replace("$job", ".*")
                        .replace("$instance", ".*");
                assertThat(expr).doesNotContain("$");
                boolean isShown = prometheus.values(expr, from, to) > 0;
                if (isShown != query.recorded()) {
                    (isShown ? shown : silent).add(query.panel() + ": " + expr);
                }
            }
            assertThat(prometheus.values("larmor_nothing_of_the_kind", from, to)).isZero();
            assertThat(silent).as("panels that show nothing").isEmpty();
            assertThat(shown).as("panels that are said to show nothing of the demo").isEmpty();
            rulesAreQuiet(prometheus, from, to);
        }
    }

    /** What fires at once must not in a demo in which all goes well; what waits a while asks for a longer recording. */
    private static void rulesAreQuiet(Prometheus prometheus, long from, long to) throws Exception {
        for (Rules.Alert alert : Rules.read().alerts()) {
            if (alert.isImmediate()) {
                assertThat(prometheus.values(alert.expr(), from, to)).as(alert.name()).isZero();
            }
        }
    }
}
