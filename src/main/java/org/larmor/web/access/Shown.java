package org.larmor.web.access;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of whom it comes from and what it is for.
 *
 * @param authorization the values of the headers of that name
 * @param cookie the session's, null where there is none
 * @param proxied whether a proxy says that it passes it on: then it comes from anywhere, however the server listens
 */
record Shown(List<String> authorization, @Nullable String cookie, boolean proxied, Rules.Question question) {
    private static final String MARK = "X-Larmor";
    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "Via");

    static Shown by(HttpServerRequest request) {
        HttpMethod method = request.method();
        Cookie cookie = request.getCookie(Access.COOKIE);
        return new Shown(
                List.copyOf(request.headers().getAll(HttpHeaders.AUTHORIZATION)),
                cookie == null ? null : cookie.getValue(),
                OF_PROXIES.stream().anyMatch(request.headers()::contains),
                new Rules.Question(
                        !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD),
                        "1".equals(request.getHeader(MARK))));
    }
}
