package org.larmor.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.regex.Pattern;
import org.larmor.web.access.ListeningAddress;

/**
 * What keeps other sites' pages, open in the same browser, away from this server: every answer says what may be loaded,
 * framed and kept, and a request that names another host is refused, since a page whose own name was pointed at this
 * address (DNS rebinding) would else be taken for ours.
 */
final class BrowserGuard implements Handler<RoutingContext> {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]*]?");

    private final Set<String> names;
    private final boolean open;

    /** @param at where the server listens; where that is not loopback alone, proxies may call it what they like */
    BrowserGuard(ListeningAddress at) {
        this.names = at.host().equals("localhost") ? Set.of("localhost") : Set.of("localhost", at.host());
        this.open = !at.isLoopback();
    }

    @Override
    public void handle(RoutingContext request) {
        HttpServerResponse response = request.response();
        response.putHeader("content-security-policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("x-frame-options", "DENY")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-resource-policy", "same-origin")
                .putHeader("cache-control", "no-store");
        if (isOurs(request.request().authority())) {
            request.next();
        } else {
            request.fail(403);
        }
    }

    private boolean isOurs(HostAndPort authority) {
        return open
                || authority == null
                || names.contains(authority.host())
                || ADDRESS.matcher(authority.host()).matches();
    }
}
