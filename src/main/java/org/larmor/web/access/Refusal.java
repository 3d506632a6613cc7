package org.larmor.web.access;

/** Why a request is refused. */
public enum Refusal {
    NO_TOKEN(401, "no-token", "this takes a token, as Authorization: Bearer"),
    WRONG_TOKEN(401, "wrong-token", "the token is none of this site's"),
    REVOKED(401, "revoked", "the token has been revoked"),
    ROLE(403, "role", "the token's role does not include this"),
    UNMARKED(403, "unmarked", "with a cookie, what changes something takes the header X-Larmor: 1"),
    ADDRESS(403, "address", "this address is none of those that may ask (--probes-from)");

    private final int code;
    private final String label;
    private final String detail;

    Refusal(int code, String label, String detail) {
        this.code = code;
        this.label = label;
        this.detail = detail;
    }

    /** HTTP's status. */
    int code() {
        return code;
    }

    /** In the metric. */
    String label() {
        return label;
    }

    /** For who asked. */
    String detail() {
        return detail;
    }
}
