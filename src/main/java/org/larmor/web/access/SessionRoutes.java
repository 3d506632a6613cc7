package org.larmor.web.access;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.larmor.bus.record.AccessRole;

/**
 * Signs people in and out at {@code /api/v1/session}, and keeps all else under {@code /api} from whoever is no viewer,
 * whatever its own route asks for: to be added before it.
 *
 * @param access that of the process
 */
public record SessionRoutes(Access access) {
    private static final String SESSION = "/api/v1/session";

    public void addTo(Router router) {
        router.get(SESSION).handler(this::show);
        router.post(SESSION).handler(this::signIn);
        router.delete(SESSION).handler(this::signOut);
        router.route("/api/*").handler(access.requires(AccessRole.VIEWER));
    }

    private void show(RoutingContext request) {
        if (access.caller(request) instanceof Caller.Wrong(Refusal why)) {
            access.refusals().refuse(request, why);
        } else {
            answer(request);
        }
    }

    /** With the token in the header, as for everything: no other site's page can make a browser send that. */
    private void signIn(RoutingContext request) {
        switch (access.caller(request)) {
            case Caller.Known known when !known.byCookie() -> {
                request.response().addCookie(cookie(
                        request.request(), access.sessions().begin(known.id()), Sessions.LASTS.toSeconds()));
                answer(request);
            }
            case Caller.Wrong(Refusal why) -> access.refusals().refuse(request, why);
            case Caller.Known _, Caller.Nobody _ -> access.refusals().refuse(request, Refusal.NO_TOKEN);
        }
    }

    private void signOut(RoutingContext request) {
        if (!Shown.by(request.request()).question().marked()) {
            access.refusals().refuse(request, Refusal.UNMARKED);
            return;
        }
        request.response().addCookie(cookie(request.request(), "", 0));
        request.response().setStatusCode(204).end();
    }

    private void answer(RoutingContext request) {
        JsonObject who = new JsonObject().putNull("name").putNull("role");
        if (access.caller(request) instanceof Caller.Known known) {
            who.put("name", known.name()).put("role", known.role().label());
        }
        request.json(who.put("readingIsFree", access.readingIsFree(Shown.by(request.request()))));
    }

    private static Cookie cookie(HttpServerRequest request, String value, long seconds) {
        boolean overTls = request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        return Cookie.cookie(Access.COOKIE, value)
                .setPath("/")
                .setMaxAge(seconds)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(overTls);
    }
}
