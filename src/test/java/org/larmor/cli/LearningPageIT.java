package org.larmor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.adapt.events.EventChain;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.GateOrder;
import org.larmor.bus.record.TrainingOrder;
import org.larmor.cli.live.LiveSite;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.web.Browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a person sees on the page while a site learns, as the demo's does; the pictures are in {@code target/pages}. */
@Tag("full")
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class LearningPageIT {
    private static final Path PICTURES = Path.of("target/pages");
    private static final String CURVES = "document.querySelectorAll('main canvas').length";

    @TempDir
    private Path folder;

    private Node node;
    private Browser browser;

    @Test
    void aRunItsVerdictAndWhatServesAreSeenAsTheyHappen() throws Exception {
        Files.createDirectories(PICTURES);
        NodeConfig config = NodeConfig.allInOne(folder.resolve("data"), 0);
        StringWriter said = new StringWriter();
        try (Browser chromium = Browser.start(folder.resolve("chromium"));
                Node site = Node.start(config);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            browser = chromium;
            node = site;
            Future<DemoLearning.Lesson> lesson = threads.submit(
                    () -> new DemoLearning(new LiveSite(site, config, "a test"), folder, new PrintWriter(said, true)).run());

            await("a policy").atMost(Duration.ofMinutes(2)).until(() -> happened(AdaptEvent.PolicySet.class::isInstance));
            look("adaptation", false);
            browser.awaitText("every scanner that sends");
            browser.awaitText("by itself once the gate is passed, after a trial on 3 scans");
            browser.awaitText("of 24 the side is given");
            assertThat(browser.text()).as("nobody is named").doesNotContainPattern("\\bP\\d+\\b");

            await("a run").atMost(Duration.ofMinutes(4)).until(() -> happened(what ->
                    what instanceof AdaptEvent.RunOrdered ordered && ordered.order() instanceof TrainingOrder));
            look("adaptation/run-1", false);
            browser.awaitTrue("document.body.innerText.includes('running') && " + CURVES + " >= 2"
                    + " && document.querySelectorAll('figure img').length >= 1");
            browser.picture(PICTURES.resolve("training-light-1280.png"));

            await("a gate").atMost(Duration.ofMinutes(6)).until(() -> happened(what ->
                    what instanceof AdaptEvent.RunOrdered ordered && ordered.order() instanceof GateOrder));
            look("adaptation/gate-1", true);
            await("its verdict").atMost(Duration.ofMinutes(4)).until(() -> happened(AdaptEvent.GateEnded.class::isInstance));
            AdaptEvent.GateEnded ended = EventChain.read(node.kafka()).events().stream()
                    .map(AdaptEvent::what)
                    .filter(AdaptEvent.GateEnded.class::isInstance)
                    .map(AdaptEvent.GateEnded.class::cast)
                    .findFirst()
                    .orElseThrow();
            browser.awaitText(ended.verdict().name().toLowerCase(Locale.ROOT));
            browser.awaitText("lower bound");
            browser.picture(PICTURES.resolve("verdict-dark-1280.png"));

            lesson.get(6, TimeUnit.MINUTES);
            look("adaptation", false);
            if (ended.verdict() == AdaptEvent.Verdict.PASSED) {
                browser.awaitText("before it");
                browser.awaitText("low-field-run-1");
            }
            browser.picture(PICTURES.resolve("learned-light-1280.png"));
            assertThat(browser.complaints()).as("while the demo said: %s", said).isEmpty();
        }
    }

    private void look(String view, boolean dark) throws Exception {
        browser.looks(1280, 900, dark);
        browser.open("about:blank");
        browser.open(node.endpoints().http() + "/#" + view);
    }

    private boolean happened(Predicate<AdaptEvent.What> what) {
        return EventChain.read(node.kafka()).events().stream().map(AdaptEvent::what).anyMatch(what);
    }
}
