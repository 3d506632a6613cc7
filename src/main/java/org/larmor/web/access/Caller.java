package org.larmor.web.access;

import org.larmor.bus.record.AccessRole;

/** Who a request comes from, by what it shows. */
sealed interface Caller {
    /** Shows nothing, or a cookie that is no longer good, which a browser does by itself. */
    record Nobody() implements Caller {}

    /** Shows a token that is none. */
    record Wrong(Refusal why) implements Caller {}

    /**
     * Is known.
     *
     * @param id of the token
     * @param name of whom it was made for
     * @param byCookie whether a browser sent it by itself, perhaps for another site's page
     */
    record Known(String id, String name, AccessRole role, boolean byCookie) implements Caller {}
}
