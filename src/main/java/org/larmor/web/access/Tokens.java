package org.larmor.web.access;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.larmor.bus.AccessToken;
import org.larmor.bus.LogTable;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.TokenRecord;

/** The tokens that let somebody in: the site's, and the data folder's own, which the site does not know. Does not block. */
final class Tokens {
    /** The own token's name, which no other can have. */
    private static final String OWN_NAME = "(own token)";

    private final Function<String, Optional<TokenRecord>> site;
    private final BooleanSupplier none;
    private final AccessToken own;

    /**
     * @param site the site's, by their ids
     * @param none whether the site never had one
     */
    Tokens(Function<String, Optional<TokenRecord>> site, BooleanSupplier none, AccessToken own) {
        this.site = site;
        this.none = none;
        this.own = own;
    }

    static Tokens of(LogTable<TokenRecord> site, AccessToken own) {
        return new Tokens(site::get, site::isUntouched, own);
    }

    /** Whether the site never had one. Those that were revoked, or cannot be read, do not make it free for all again. */
    boolean none() {
        return none.getAsBoolean();
    }

    /** Whose token it is. */
    Caller byToken(String shown) {
        AccessToken token = AccessToken.parse(shown).orElse(null);
        if (token == null) {
            return new Caller.Wrong(Refusal.WRONG_TOKEN);
        }
        if (token.id().equals(own.id())) {
            return token.hasHash(own.hash()) ? owner(false) : new Caller.Wrong(Refusal.WRONG_TOKEN);
        }
        TokenRecord known = site.apply(token.id()).orElse(null);
        if (known == null || !token.hasHash(known.hash())) {
            return new Caller.Wrong(Refusal.WRONG_TOKEN);
        }
        return known.inForce() ? known(known, false) : new Caller.Wrong(Refusal.REVOKED);
    }

    /** Whose session it is that was begun with a token, by the token's id: it is good for as long as that is. */
    Caller bySession(String id) {
        if (id.equals(own.id())) {
            return owner(true);
        }
        return site.apply(id)
                .filter(TokenRecord::inForce)
                .<Caller>map(token -> known(token, true))
                .orElseGet(Caller.Nobody::new);
    }

    private Caller owner(boolean byCookie) {
        return new Caller.Known(own.id(), OWN_NAME, AccessRole.APPROVER, byCookie);
    }

    private static Caller known(TokenRecord token, boolean byCookie) {
        return new Caller.Known(token.id(), token.name(), token.role(), byCookie);
    }
}
