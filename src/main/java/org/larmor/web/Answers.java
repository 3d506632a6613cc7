package org.larmor.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** How requests are answered: by JSON, or by a JSON problem (RFC 9457). */
public final class Answers {
    private Answers() {}

    /** Answers with JSON. */
    public static void json(RoutingContext request, int code, JsonObject body) {
        var unused = request.response()
                .setStatusCode(code)
                .putHeader("content-type", "application/json")
                .end(body.encode());
    }

    /** Answers with a problem. */
    public static void problem(RoutingContext request, int code, String title, String detail) {
        var unused = problem(
                request.response(),
                code,
                new JsonObject()
                        .put("title", title)
                        .put("detail", detail)
                        .put("instance", request.request().path()));
    }

    static Future<Void> problem(HttpServerResponse response, int code, JsonObject problem) {
        return response.setStatusCode(code)
                .putHeader("content-type", "application/problem+json")
                .end(problem.put("type", "about:blank").put("status", code).encode());
    }
}
