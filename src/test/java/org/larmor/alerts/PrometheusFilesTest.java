package org.larmor.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules, their tests, their pages and the dashboards, held against each other and against the page of metrics. */
class PrometheusFilesTest {
    private static final Pattern METRIC = Pattern.compile("\\b(?:larmor|kafka|jvm|process|system)_[a-z0-9_]+\\b");
    private static final Pattern BROKERS = Pattern.compile("kafka_(?:server|controller)_\\w+");
    private static final Path ALERTS = Path.of("k8s/ALERTS.md");

    @Test
    void everyAlertHasItsSectionAndNoSectionLacksItsAlert() throws IOException {
        List<Rules.Alert> alerts = Rules.read().alerts();
        List<String> sections = Files.readAllLines(ALERTS).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        assertThat(alerts).isNotEmpty();
        assertThat(sections).containsExactlyElementsOf(alerts.stream().map(Rules.Alert::name).toList());
        for (Rules.Alert alert : alerts) {
            assertThat(alert.severity()).as(alert.name()).isIn("critical", "warning", "info");
            assertThat(alert.summary()).as(alert.name()).endsWith(".");
            assertThat(alert.runbook()).isEqualTo(ALERTS + "#" + alert.name().toLowerCase(Locale.ROOT));
        }
        for (String section : Files.readString(ALERTS).split("\n## ")) {
            if (section.startsWith("Larmor")) {
                assertThat(section).contains("**Means.**", "**Look.**", "**Do.**");
            }
        }
    }

    @Test
    void everyLinkOfThePageLeadsSomewhere() throws IOException {
        String page = Files.readString(ALERTS);
        Matcher link = Pattern.compile("\\[[^]]+]\\(([^)#]*)(?:#([^)]*))?\\)").matcher(page);
        Set<String> anchors = new HashSet<>();
        page.lines().filter(line -> line.startsWith("## ")).forEach(line -> anchors.add(line.substring(3).toLowerCase(Locale.ROOT)));
        while (link.find()) {
            if (link.group(1).isEmpty()) {
                assertThat(anchors).contains(link.group(2));
            } else {
                assertThat(ALERTS.resolveSibling(link.group(1))).exists();
            }
        }
    }

    @Test
    void everyAlertIsTestedWhereItFiresAndWhereItDoesNot() throws IOException {
        List<String> fires = new ArrayList<>();
        List<String> doesNot = new ArrayList<>();
        for (JsonNode test : Rules.yaml("rules.test.yml").path("tests")) {
            for (JsonNode at : test.path("alert_rule_test")) {
                (at.path("exp_alerts").isEmpty() ? doesNot : fires).add(at.path("alertname").asText());
            }
        }
        List<String> alerts = Rules.read().alerts().stream().map(Rules.Alert::name).toList();
        assertThat(fires).containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(doesNot).containsExactlyInAnyOrderElementsOf(alerts);
    }

    @Test
    void whatRulesAndDashboardsAskForIsOnThePageOfMetrics() throws IOException {
        MetricsPage page = MetricsPage.read();
        Stream<String> exprs = Stream.concat(
                Rules.read().alerts().stream().map(Rules.Alert::expr),
                Dashboards.queries().stream().filter(Dashboards.Query::recorded).map(Dashboards.Query::expr));
        Set<String> asked = new TreeSet<>();
        exprs.forEach(expr -> METRIC.matcher(expr).results().forEach(found -> asked.add(found.group())));
        assertThat(asked).hasSizeGreaterThan(30).allMatch(page::hasSeries).noneMatch(name -> BROKERS.matcher(name).matches());
        assertThat(Dashboards.queries())
                .filteredOn(query -> !query.recorded())
                .isNotEmpty()
                .allSatisfy(query -> assertThat(METRIC.matcher(query.expr()).results())
                        .allMatch(found -> BROKERS.matcher(found.group()).matches()));
    }

    @Test
    void dashboardsAreWhole() throws IOException {
        JsonNode source = new YAMLMapper()
                .readTree(Dashboards.FOLDER.resolve("provisioning/datasources/prometheus.yaml").toFile())
                .path("datasources")
                .path(0);
        Set<String> uids = new HashSet<>();
        for (JsonNode dashboard : Dashboards.all()) {
            assertThat(uids.add(dashboard.path("uid").asText())).isTrue();
            assertThat(dashboard.path("title").asText()).startsWith("Larmor: ");
            Set<Integer> ids = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String title = panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
                if (panel.path("type").asText().equals("row")) {
                    continue;
                }
                assertThat(panel.path("description").asText()).as(title).endsWith(".");
                assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText()).as(title).isNotEmpty();
                assertThat(panel.path("targets")).as(title).isNotEmpty();
            }
            for (JsonNode of : dashboard.findValues("datasource")) {
                assertThat(of.path("uid")).isEqualTo(source.path("uid"));
                assertThat(of.path("type")).isEqualTo(source.path("type"));
            }
        }
        assertThat(uids).containsExactlyInAnyOrder("larmor-reconstruction", "larmor-adaptation", "larmor-kafka");
    }
}
