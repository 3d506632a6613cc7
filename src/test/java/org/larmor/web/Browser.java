package org.larmor.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

import static org.awaitility.Awaitility.await;

/** A real Chromium without a window, driven by its debugging protocol. */
public final class Browser implements AutoCloseable {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /**
     * Starts it; a test is skipped where there is none, or fails if LARMOR_REQUIRE_TOOLS=1.
     *
     * @param profile a folder of its own
     */
    public static Browser start(Path profile) throws Exception {
        Path program = PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElse(null);
        Assumptions.assumeTrue(program != null || "1".equals(System.getenv("LARMOR_REQUIRE_TOOLS")), "no Chromium is installed");
        return new Browser(Objects.requireNonNull(program, "no Chromium is installed"), Files.createDirectories(profile));
    }

    private Browser(Path program, Path profile) throws Exception {
        process = new ProcessBuilder(
                        program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                        "--disable-dev-shm-usage", "--disable-breakpad", "--disable-crash-reporter", "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        await("Chromium").atMost(PATIENCE).until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
        HttpClient http = HttpClient.newHttpClient();
        String base = "http://127.0.0.1:" + Files.readAllLines(port).getFirst();
        JsonNode page = JSON.readTree(http.send(HttpRequest.newBuilder(URI.create(base + "/json")).build(), HttpResponse.BodyHandlers.ofString())
                .body());
        String address = null;
        for (JsonNode one : page) {
            if (one.path("type").asText().equals("page")) {
                address = one.path("webSocketDebuggerUrl").asText();
            }
        }
        if (address == null) {
            throw new IOException("Chromium has no page: " + page);
        }
        socket = http.newWebSocketBuilder().buildAsync(URI.create(address), new Listener()).get(30, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            ask(domain + ".enable", Map.of());
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket of, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            of.request(1);
            return null;
        }
    }

    private void take(String message) {
        try {
            JsonNode json = JSON.readTree(message);
            if (json.has("id")) {
                CompletableFuture<JsonNode> answer = answers.remove(json.get("id").asInt());
                if (answer != null) {
                    answer.complete(json);
                }
            } else if (json.path("method").asText().equals("Runtime.exceptionThrown")) {
                complaints.add(json.at("/params/exceptionDetails").toString());
            } else if (json.path("method").asText().equals("Log.entryAdded")
                    && json.at("/params/entry/source").asText().equals("security")) {
                complaints.add(json.at("/params/entry/text").asText());
            }
        } catch (IOException e) {
            complaints.add(e.toString());
        }
    }

    private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
        int id = number.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(message.toString(), true).get(30, TimeUnit.SECONDS);
        JsonNode json = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (json.has("error")) {
            throw new IOException(method + ": " + json.get("error"));
        }
        return json.path("result");
    }

    /** How large and how light what it shows is. */
    public void looks(int width, int height, boolean dark) throws Exception {
        ask("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        ask("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Goes to a page. */
    public void open(String url) throws Exception {
        ask("Page.navigate", Map.of("url", url));
    }

    /** What an expression comes to, promises awaited. */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode result = ask("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(result.get("exceptionDetails").toString());
        }
        return result.at("/result/value");
    }

    /** The text that a person sees. */
    public String text() throws Exception {
        return evaluate("document.body.innerText").asText();
    }

    /** Waits until the page shows some text. */
    public void awaitText(String wanted) {
        await("“" + wanted + "” on the page").atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> text().contains(wanted));
    }

    /** Waits until an expression is true. */
    public void awaitTrue(String expression) {
        await(expression).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> evaluate(expression).asBoolean());
    }

    /** Writes what is shown, all of it. */
    public void picture(Path file) throws Exception {
        JsonNode shot = ask("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode(shot.get("data").asText()));
    }

    /** Errors of scripts, and what the content security policy has refused. */
    public List<String> complaints() {
        return new ArrayList<>(complaints);
    }

    /** Ends it with the processes that it began: they write into the profile's folder for as long as they are there. */
    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> begun = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        begun.forEach(ProcessHandle::destroyForcibly);
        await("the browser's processes").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> begun.stream().noneMatch(Browser::runs));
    }

    /** A process that has ended and was not yet fetched by its parent has no program any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
