package org.larmor.web.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells who a request comes from. Only a header or the cookie is looked at: what is in a URL is written down in many places. */
record Credentials(Tokens tokens, Sessions sessions) {
    private static final String BEARER = "Bearer ";

    /**
     * Who it is.
     *
     * @param authorization the values of the headers of that name
     * @param cookie the session's, null where there is none; a token counts before it
     */
    Caller caller(List<String> authorization, @Nullable String cookie) {
        // Another scheme is for a proxy before us.
        List<String> bearers = authorization.stream().filter(Credentials::isBearer).toList();
        return switch (bearers.size()) {
            case 0 -> cookie == null
                    ? new Caller.Nobody()
                    : sessions.tokenId(cookie).map(tokens::bySession).orElseGet(Caller.Nobody::new);
            case 1 -> tokens.byToken(bearers.getFirst().substring(BEARER.length()).strip());
            default -> new Caller.Wrong(Refusal.WRONG_TOKEN);
        };
    }

    private static boolean isBearer(String value) {
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }
}
