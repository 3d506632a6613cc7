package org.larmor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the HTTP API of a gateway. */
final class ApiClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Longer than a gateway waits for whoever decides. */
    private static final Duration ANSWER = Duration.ofSeconds(100);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI site;
    private final @Nullable String token;

    /**
     * Nothing is asked yet.
     *
     * @param site {@code http://host:port}, with what a proxy puts before {@code /api}
     * @param token null where none is known
     */
    ApiClient(URI site, @Nullable String token) {
        this.site = site;
        this.token = token;
    }

    /**
     * What the API has.
     *
     * @param path behind {@code /api/v1/}, without a slash before it
     * @throws ApiException where it refuses or does not answer
     */
    JsonNode get(String path) throws InterruptedException {
        return send(request(path).GET());
    }

    /** Asks for something. Errors are those of {@link #get}. */
    JsonNode post(String path, Map<String, String> body) throws InterruptedException {
        return send(request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString())));
    }

    /** A name within a path. */
    static String escaped(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        String base = site.toString().replaceAll("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/api/v1/" + path)).timeout(ANSWER);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ApiException("no answer from " + site + (e.getMessage() == null ? "" : ": " + e.getMessage()), e);
        }
        JsonNode body = json(answer.body());
        if (answer.statusCode() / 100 != 2) {
            String detail = body.path("detail").asText(body.path("title").asText());
            throw new ApiException(site + " answers " + answer.statusCode() + (detail.isEmpty() ? "" : ": " + detail));
        }
        if (!body.isObject()) {
            throw new ApiException("what answers at " + site + " is no Larmor gateway");
        }
        return body;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
