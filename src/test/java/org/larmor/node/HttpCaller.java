package org.larmor.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a node's HTTP server, with a token, with a cookie, or with nothing. */
record HttpCaller(Node node) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.endpoints().http() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, @Nullable String token) throws IOException, InterruptedException {
        return send(request(path, token));
    }

    /** An answer that goes on. */
    HttpResponse<Stream<String>> lines(String path, @Nullable String token) throws IOException, InterruptedException {
        return CLIENT.send(request(path, token).build(), HttpResponse.BodyHandlers.ofLines());
    }

    HttpResponse<String> post(String path, @Nullable String token) throws IOException, InterruptedException {
        return send(request(path, token).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** @param more headers, by name and value */
    HttpResponse<String> byCookie(String method, String path, String cookie, String... more)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path, null).header("Cookie", cookie).method(method, HttpRequest.BodyPublishers.noBody());
        return send(more.length == 0 ? request : request.headers(more));
    }

    /** The cookie of a session that is begun with a token. */
    String signIn(String token) throws IOException, InterruptedException {
        String set = post("/api/v1/session", token).headers().firstValue("set-cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }
}
