package org.larmor.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.bus.TokenBook;
import org.larmor.bus.record.AccessRole;
import org.larmor.cli.live.LiveSite;
import org.larmor.mrd.header.ImageHead;
import org.larmor.node.Node;
import org.larmor.node.NodeConfig;
import org.larmor.sim.KspaceMessages;
import org.larmor.sim.LowFieldSite;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

import static org.assertj.core.api.Assertions.assertThat;

/** The page in a real browser, by what a person sees; its pictures are in {@code target/pages}. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class DashboardIT {
    private static final Path PICTURES = Path.of("target/pages");
    private static final int WIDE = 1280;
    private static final int PHONE = 390;

    @TempDir
    private Path folder;

    private Node node;
    private NodeConfig config;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.start(folder.resolve("chromium"));
        Files.createDirectories(PICTURES);
        config = NodeConfig.allInOne(folder.resolve("data"), 0);
        node = Node.start(config);
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private LiveSite site() {
        return new LiveSite(node, config, "a test");
    }

    private void open(String view) throws Exception {
        browser.open("about:blank");
        browser.open(node.endpoints().http() + "/#" + view);
    }

    @Test
    void aPersonSeesWhatGoesOn() throws Exception {
        browser.looks(WIDE, 900, false);
        open("overview");
        browser.awaitText("ready");
        browser.awaitText("No scanner has sent anything yet");
        browser.awaitText("No image yet");
        browser.picture(PICTURES.resolve("start-light-1280.png"));
        underLoad();
        for (String view : List.of("overview", "images", "adaptation", "system")) {
            for (int width : new int[] {WIDE, PHONE}) {
                browser.looks(width, width == WIDE ? 900 : 844, width == PHONE);
                open(view);
                browser.awaitText("ready");
                browser.awaitTrue("document.querySelector('main .card') !== null");
                assertThat(browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth").asBoolean())
                        .as("%s fits into %d pixels", view, width)
                        .isTrue();
                assertThat(contrasts()).as("contrast of %s at %d", view, width).isEmpty();
                browser.picture(PICTURES.resolve(view + (width == WIDE ? "-light-1280.png" : "-dark-390.png")));
            }
        }
        oneImage();
        assertThat(browser.complaints()).isEmpty();
    }

    private void underLoad() throws Exception {
        List<Future<?>> scanners = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                int seed = i;
                scanners.add(threads.submit(() -> {
                    SimulatedScan scan = new SimulatedScan(
                            Phantom.of(seed, 128, 128, 4, 3), ScanPlan.plain().withRepetitions(6).withSeed(seed));
                    try (MessageSource messages = scan.messages()) {
                        return site().send(messages, "rss");
                    }
                }));
            }
            browser.awaitText("open");
            browser.awaitTrue("document.querySelectorAll('.thumb img').length >= 8"
                    + " && [...document.querySelectorAll('.thumb img')].slice(0, 6).every(image => image.naturalWidth === 128)");
            browser.picture(PICTURES.resolve("load-light-1280.png"));
            for (Future<?> scanner : scanners) {
                scanner.get(120, TimeUnit.SECONDS);
            }
        }
        browser.awaitTrue("document.querySelectorAll('.tile')[2].innerText.includes('144 in all')");
        assertThat(browser.evaluate("[...document.querySelectorAll('.thumb img')].every(image => image.naturalWidth === 128 || !image.complete)").asBoolean())
                .isTrue();
    }

    /** By the keyboard alone. */
    private void oneImage() throws Exception {
        browser.looks(WIDE, 900, true);
        open("images");
        browser.awaitTrue("document.querySelectorAll('.thumb').length > 1");
        browser.evaluate("document.querySelector('.thumb').focus(); document.activeElement.click()");
        browser.awaitText("window");
        String before = browser.evaluate("document.querySelector('output').innerText").asText();
        browser.evaluate("const c = document.querySelector('canvas'); c.focus();"
                + " c.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}))");
        browser.awaitTrue("document.querySelector('output').innerText !== " + quoted(before));
        assertThat(browser.evaluate("document.querySelector('canvas').width").asInt()).isEqualTo(128);
        browser.picture(PICTURES.resolve("image-dark-1280.png"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** Texts whose contrast with what lies behind them is below WCAG's AA. */
    private List<String> contrasts() throws Exception {
        JsonNode found = browser.evaluate(
                """
                (() => {
                  const rgb = text => (text.match(/[\\d.]+/g) ?? []).map(Number);
                  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
                  const behind = element => {
                    for (let at = element; at; at = at.parentElement) {
                      const colour = rgb(getComputedStyle(at).backgroundColor);
                      if (colour.length === 3 || colour[3] > 0) return colour;
                    }
                    return [255, 255, 255];
                  };
                  const bad = [];
                  for (const element of document.querySelectorAll('body *')) {
                    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
                    const style = getComputedStyle(element);
                    if (!own || style.visibility === 'hidden' || !element.getClientRects().length) continue;
                    const [a, b] = [light(rgb(style.color)), light(behind(element))].sort((x, y) => y - x);
                    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
                    if ((a + .05) / (b + .05) < (large ? 3 : 4.5)) bad.push(element.textContent.trim().slice(0, 40));
                  }
                  return bad;
                })()
                """);
        List<String> bad = new ArrayList<>();
        found.forEach(one -> bad.add(one.asText()));
        return bad;
    }

    /** Whatever a scanner sends as a name is text at most. */
    @Test
    void aScriptInANameDoesNothing() throws Exception {
        browser.looks(WIDE, 900, false);
        open("overview");
        browser.awaitText("ready");
        String script = "<img src=x onerror=\"document.title='was here'\"><script>document.title='was here'</script>";
        float[] pairs = new float[2 * 32 * 32];
        Arrays.fill(pairs, 1);
        boolean[] all = new boolean[32];
        Arrays.fill(all, true);
        try (MessageSource scan = new KspaceMessages(script, script, List.of(new KspaceMessages.Slice(pairs, 1, 32, all)))) {
            site().send(scan, "rss");
        }
        for (String view : List.of("overview", "images", "adaptation", "system", "images/" + script.replace("/", "%2F"))) {
            open(view);
            browser.awaitText("ready");
        }
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Larmor");
        assertThat(browser.evaluate("document.querySelectorAll('main script, main img[src=x]').length").asInt()).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everybodySeesTheButtonsThatTheyMayPress() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                """
                scanners-may-teach: true
                domains: [{name: low-field, learn: true, protocols: ["%s"]}]
                """
                        .formatted(LowFieldSite.PROTOCOL));
        site().policy(policy);
        String viewer = TokenBook.create(node.kafka(), "Vera", AccessRole.VIEWER).text();
        String operator = TokenBook.create(node.kafka(), "Otto", AccessRole.OPERATOR).text();
        browser.looks(WIDE, 900, true);
        open("adaptation");
        browser.awaitText("This site asks who looks at it");
        browser.picture(PICTURES.resolve("sign-in-dark-1280.png"));
        signIn("lmr_nobody_0000");
        browser.awaitText("That is no token of this site");
        signIn(viewer);
        browser.awaitText("Vera, viewer");
        browser.awaitText("learns");
        assertThat(browser.text()).doesNotContain("Train now");
        JsonNode forced = browser.evaluate(
                "fetch('api/v1/domains/low-field/runs', {method: 'POST', headers: {'X-Larmor': '1', 'content-type': 'application/json'},"
                        + " body: JSON.stringify({reason: 'by hand'})}).then(answer => answer.status)");
        assertThat(forced.asInt()).as("a viewer who presses by hand").isEqualTo(403);
        browser.evaluate("[...document.querySelectorAll('button')].find(b => b.innerText === 'Sign out').click()");
        browser.awaitText("This site asks who looks at it");
        signIn(operator);
        browser.awaitText("Otto, operator");
        browser.awaitText("Train now");
        browser.evaluate("[...document.querySelectorAll('button')].find(b => b.innerText === 'Train now').click()");
        browser.awaitText("Reason");
        browser.evaluate("document.querySelector('dialog input').value = 'to see'; document.querySelector('dialog form').requestSubmit()");
        browser.awaitText("has no samples to learn from");
        browser.picture(PICTURES.resolve("refused-dark-1280.png"));
        reconstructAgain();
        HttpResponse<String> nobody = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create(node.endpoints().http() + "/api/v1/images")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(nobody.statusCode()).isEqualTo(401);
        TokenBook.revoke(node.kafka(), "Otto");
        browser.awaitTrue("fetch('api/v1/models').then(answer => answer.status === 401)");
    }

    /** A scan that was sent as rss, by sense; what was sent stays beside it. */
    private void reconstructAgain() throws Exception {
        SimulatedScan scan = new SimulatedScan(Phantom.of(5, 64, 64, 4, 2), ScanPlan.plain().withAcceleration(2, 16));
        String id;
        try (MessageSource messages = scan.messages()) {
            id = ImageHead.read(site().send(messages, "rss").getFirst().wire()).meta().get("LarmorScan");
        }
        open("images/" + id);
        browser.awaitText("Reconstruct again");
        browser.evaluate("[...document.querySelectorAll('.replay button')].find(b => b.innerText === 'sense').click()");
        browser.awaitText("its images by sense");
        browser.awaitTrue("document.querySelectorAll('.thumb').length === 4");
        browser.picture(PICTURES.resolve("beside-dark-1280.png"));
        browser.evaluate("document.querySelector('.replay output a').click()");
        browser.awaitTrue("document.querySelectorAll('.thumb').length === 2 && document.body.innerText.includes('sense, slice')");
        assertThat(browser.evaluate("location.hash").asText()).doesNotContain(id);
        browser.picture(PICTURES.resolve("replayed-dark-1280.png"));
        // and by a model that is named, with the recipe that takes one
        browser.awaitTrue("document.querySelectorAll('.replay option').length === 2");
        browser.evaluate("document.querySelector('.replay select').selectedIndex = 1;"
                + " [...document.querySelectorAll('.replay button')].find(b => b.innerText === 'jssl').click()");
        browser.awaitText("its images by jssl with starter@");
        browser.awaitTrue("[...document.querySelectorAll('.thumb')].some(thumb => thumb.innerText.includes('jssl'))");
    }

    private void signIn(String token) throws Exception {
        browser.evaluate("document.querySelector('#session button').click()");
        browser.awaitTrue("document.querySelector('dialog input[name=token]') !== null");
        browser.evaluate("document.querySelector('dialog input').value = " + quoted(token) + "; document.querySelector('dialog form').requestSubmit()");
    }
}
