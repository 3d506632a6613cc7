package org.larmor.web.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.larmor.bus.AccessToken;
import org.larmor.bus.LogTable;
import org.larmor.bus.SiteKey;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.TokenRecord;

/**
 * Who may ask the process's server for what. Seeing is free where the server listens at loopback alone and the site never
 * had a token; all else takes one, of the role that the route names. Does not block.
 */
public final class Access {
    static final String COOKIE = "larmor_session";
    private static final String CALLER = "larmor.caller";

    private final Tokens tokens;
    private final Sessions sessions;
    private final Credentials credentials;
    private final Refusals refusals;
    private final boolean onLoopback;

    Access(Tokens tokens, Sessions sessions, Refusals refusals, ListeningAddress at) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.credentials = new Credentials(tokens, sessions);
        this.refusals = refusals;
        this.onLoopback = at.isLoopback();
    }

    /**
     * The access to a node.
     *
     * @param site the site's tokens as they come and go, which the caller closes
     * @param own the data folder's
     * @param key the site's
     */
    public static Access of(
            LogTable<TokenRecord> site, AccessToken own, SiteKey key, ListeningAddress at, MeterRegistry meters) {
        return new Access(
                Tokens.of(site, own),
                new Sessions(key.derived("sessions of people"), InstantSource.system()),
                new Refusals(meters),
                at);
    }

    /** Goes before a route's own handler: lets a request on where whoever sent it has the role, or it is free. */
    public Handler<RoutingContext> requires(AccessRole role) {
        return request -> {
            Optional<Refusal> refusal = refusal(role, Shown.by(request.request()), caller(request));
            if (refusal.isPresent()) {
                refusals.refuse(request, refusal.get());
            } else {
                request.next();
            }
        };
    }

    /**
     * Whether a request that was let on would be so now too: for answers that go on, when its token may have been revoked,
     * its session ended, or seeing no longer be free. To be asked again and again, from any thread.
     */
    public BooleanSupplier stillMay(RoutingContext request, AccessRole role) {
        Shown shown = Shown.by(request.request());
        return () -> refusal(role, shown, caller(shown)).isEmpty();
    }

    /** The name of who asks, behind {@link #requires}; what changes something has always a token's. */
    public static String principal(RoutingContext request) {
        Caller caller = request.get(CALLER);
        return caller instanceof Caller.Known known ? known.name() : "(anybody)";
    }

    private Optional<Refusal> refusal(AccessRole role, Shown shown, Caller caller) {
        return Rules.refusal(role, shown.question(), readingIsFree(shown), caller);
    }

    /** Whether a request may see without a token what takes a viewer. */
    boolean readingIsFree(Shown shown) {
        return onLoopback && !shown.proxied() && tokens.none();
    }

    /** Who asks, as it was when the request was first looked at. */
    Caller caller(RoutingContext request) {
        Caller known = request.get(CALLER);
        if (known != null) {
            return known;
        }
        Caller caller = caller(Shown.by(request.request()));
        request.put(CALLER, caller);
        return caller;
    }

    private Caller caller(Shown shown) {
        return credentials.caller(shown.authorization(), shown.cookie());
    }

    Sessions sessions() {
        return sessions;
    }

    Refusals refusals() {
        return refusals;
    }
}
