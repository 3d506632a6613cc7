package org.larmor.web.access;

import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsTest {
    private static final String ID = "0123456789ab";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final byte[] key = new byte[32];
    private final Sessions sessions = new Sessions(key, now::get);

    @Test
    void lastsForItsTime() {
        String session = sessions.begin(ID);
        assertThat(sessions.tokenId(session)).hasValue(ID);
        now.updateAndGet(instant -> instant.plus(Sessions.LASTS).minusSeconds(1));
        assertThat(sessions.tokenId(session)).hasValue(ID);
        now.updateAndGet(instant -> instant.plusSeconds(1));
        assertThat(sessions.tokenId(session)).isEmpty();
    }

    @Test
    void everyGatewayWithTheKeyKnowsIt() {
        String session = sessions.begin(ID);
        assertThat(new Sessions(key.clone(), now::get).tokenId(session)).hasValue(ID);
        byte[] another = key.clone();
        another[31] ^= 1;
        assertThat(new Sessions(another, now::get).tokenId(session)).isEmpty();
    }

    @Test
    void nobodyCanMakeOneOrChangeIt() {
        String session = sessions.begin(ID);
        for (int i = 0; i < session.length(); i++) {
            char[] changed = session.toCharArray();
            changed[i] = changed[i] == '0' ? '1' : '0';
            assertThat(sessions.tokenId(new String(changed))).as("at %d", i).isEmpty();
        }
        for (String text : Arrays.asList("", ".", ID, ID + ".99999999999.", session + "0", "0".repeat(1 << 20))) {
            assertThat(sessions.tokenId(text)).isEmpty();
        }
    }
}
