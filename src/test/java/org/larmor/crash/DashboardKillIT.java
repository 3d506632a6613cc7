package org.larmor.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.web.Browser;

import static org.assertj.core.api.Assertions.assertThat;

/** What the page says when the parts of a site die, and that it goes on by itself when they come back. */
@Tag("full")
@Timeout(600)
class DashboardKillIT {
    private static final Path PICTURES = Path.of("target/pages");

    @RegisterExtension
    private final Rig rig = new Rig();

    @TempDir
    private Path folder;

    @Test
    void thePageTellsWhatHasDiedAndGoesOnByItself() throws Exception {
        LarmorProcess broker = rig.withBroker("broker", "broker").start();
        LarmorProcess gateway = rig.against(broker, "gateway", "gateway,router").start();
        LarmorProcess other = rig.against(broker, "other", "gateway").start();
        LarmorProcess worker = rig.against(broker, "worker", "worker").start();
        Files.createDirectories(PICTURES);
        try (Browser browser = Browser.start(folder.resolve("chromium"))) {
            browser.looks(1280, 900, true);
            browser.open(gateway.endpoints().http() + "/#system");
            awaitReady(browser);
            ScanRun.start(Scans.small(2), other, how -> how).awaitEveryFrameOnce();
            browser.open(gateway.endpoints().http() + "/?2#images");
            browser.awaitTrue("document.querySelectorAll('.thumb').length === 6"); // of the other gateway's scan
            worker.kill();
            browser.open(gateway.endpoints().http() + "/?3#system");
            browser.awaitText("no worker");
            browser.picture(PICTURES.resolve("worker-dead-dark-1280.png"));
            worker.start();
            awaitReady(browser);
            broker.kill();
            browser.awaitText("its log does not answer");
            browser.picture(PICTURES.resolve("broker-dead-dark-1280.png"));
            broker.start();
            awaitReady(browser);
            gateway.kill();
            browser.awaitText("No connection to the gateway");
            browser.picture(PICTURES.resolve("gateway-dead-dark-1280.png"));
            gateway.start();
            awaitReady(browser);
            browser.open(gateway.endpoints().http() + "/?4#images");
            browser.awaitTrue("document.querySelectorAll('.thumb').length === 6"); // after its restart too
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void awaitReady(Browser browser) {
        browser.awaitTrue("document.getElementById('state')?.innerText === 'ready'");
    }
}
