package org.larmor.web.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.larmor.bus.AccessToken;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.TokenRecord;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AccessToken own = AccessToken.make();
    private final AccessToken curies = AccessToken.make();
    private final Map<String, TokenRecord> site = new TreeMap<>();
    private final Sessions sessions = new Sessions(new byte[32], () -> NOW);
    private final Credentials credentials = new Credentials(
            new Tokens(id -> Optional.ofNullable(site.get(id)), site::isEmpty, own), sessions);

    CredentialsTest() {
        site.put(curies.id(), new TokenRecord(curies.id(), "A. Curie", AccessRole.OPERATOR, curies.hash(), 1, 0));
    }

    private Caller byHeaders(String... authorization) {
        return credentials.caller(List.of(authorization), null);
    }

    private Caller byCookie(String cookie) {
        return credentials.caller(List.of(), cookie);
    }

    private void revoke() {
        site.computeIfPresent(curies.id(), (id, token) -> token.revoked(2));
    }

    @Test
    void aTokenIsItsOwners() {
        assertThat(byHeaders("Bearer " + curies.text()))
                .isEqualTo(new Caller.Known(curies.id(), "A. Curie", AccessRole.OPERATOR, false));
        assertThat(byHeaders("bearer  " + curies.text() + " ")).isInstanceOf(Caller.Known.class);
        assertThat(byHeaders("Bearer " + own.text()))
                .isEqualTo(new Caller.Known(own.id(), "(own token)", AccessRole.APPROVER, false));
    }

    @Test
    void whatIsNoTokenIsNobodys() {
        Caller wrong = new Caller.Wrong(Refusal.WRONG_TOKEN);
        String secretOfAnother = AccessToken.make().text().substring("lmr_0123456789ab".length());
        assertThat(byHeaders("Bearer " + AccessToken.make().text())).isEqualTo(wrong);
        assertThat(byHeaders("Bearer lmr_" + curies.id() + secretOfAnother)).isEqualTo(wrong);
        assertThat(byHeaders("Bearer lmr_" + own.id() + secretOfAnother)).isEqualTo(wrong);
        assertThat(byHeaders("Bearer ")).isEqualTo(wrong);
        assertThat(byHeaders("Bearer " + curies.hash())).isEqualTo(wrong);
        assertThat(byHeaders("Bearer " + curies.text(), "Bearer " + own.text())).isEqualTo(wrong);
    }

    @Test
    void anotherSchemeIsForSomebodyElse() {
        assertThat(byHeaders()).isEqualTo(new Caller.Nobody());
        assertThat(byHeaders("Basic abc")).isEqualTo(new Caller.Nobody());
        assertThat(byHeaders(curies.text())).isEqualTo(new Caller.Nobody());
        assertThat(byHeaders("Basic abc", "Bearer " + curies.text())).isInstanceOf(Caller.Known.class);
    }

    @Test
    void aRevokedOneIsNoLongerGoodInAnyForm() {
        String session = sessions.begin(curies.id());
        assertThat(byCookie(session)).isEqualTo(new Caller.Known(curies.id(), "A. Curie", AccessRole.OPERATOR, true));
        revoke();
        assertThat(byHeaders("Bearer " + curies.text())).isEqualTo(new Caller.Wrong(Refusal.REVOKED));
        assertThat(byHeaders("Bearer lmr_" + curies.id() + "_" + "0".repeat(64)))
                .as("it says so only to who had it")
                .isEqualTo(new Caller.Wrong(Refusal.WRONG_TOKEN));
        assertThat(byCookie(session)).isEqualTo(new Caller.Nobody());
    }

    @Test
    void aCookieIsNoTokenAndATokenNoCookie() {
        assertThat(byCookie(curies.text())).isEqualTo(new Caller.Nobody());
        assertThat(byHeaders("Bearer " + sessions.begin(curies.id()))).isEqualTo(new Caller.Wrong(Refusal.WRONG_TOKEN));
        assertThat(byCookie(sessions.begin(own.id())))
                .isEqualTo(new Caller.Known(own.id(), "(own token)", AccessRole.APPROVER, true));
        assertThat(credentials.caller(List.of("Bearer nonsense"), sessions.begin(curies.id())))
                .as("a token counts first, were it wrong")
                .isEqualTo(new Caller.Wrong(Refusal.WRONG_TOKEN));
    }
}
