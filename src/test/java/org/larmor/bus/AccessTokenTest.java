package org.larmor.bus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.bus.record.AccessRole;
import org.larmor.bus.record.TokenRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AccessTokenTest {
    private static final String SECRET = "00".repeat(32);

    @TempDir
    Path folder;

    @Test
    void isReadAsItIsWritten() {
        AccessToken token = AccessToken.make();
        AccessToken read = AccessToken.parse(token.text()).orElseThrow();
        assertThat(token.text()).matches("lmr_[0-9a-f]{12}_[0-9a-f]{64}");
        assertThat(read.id()).isEqualTo(token.id());
        assertThat(read.hasHash(token.hash())).isTrue();
        assertThat(read.hasHash(AccessToken.make().hash())).isFalse();
        assertThat(AccessToken.make().text()).isNotEqualTo(token.text());
    }

    @Test
    void isHashedAsEverybodyHashes() {
        // sha256sum of 32 bytes that are zero
        assertThat(AccessToken.parse("lmr_0123456789ab_" + SECRET).orElseThrow().hash())
                .isEqualTo("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "lmr_",
        "lmr_0123456789ab",
        "LMR_0123456789ab_0000000000000000000000000000000000000000000000000000000000000000",
        "lmr_0123456789AB_0000000000000000000000000000000000000000000000000000000000000000",
        "lmr_0123456789ab_000000000000000000000000000000000000000000000000000000000000000",
        "lmr_0123456789ab_00000000000000000000000000000000000000000000000000000000000000000",
        "lmr_0123456789ab_000000000000000000000000000000000000000000000000000000000000000\n",
        "lmr_0123456789ab-0000000000000000000000000000000000000000000000000000000000000000"
    })
    void nothingElseIsAToken(String text) {
        assertThat(AccessToken.parse(text)).isEmpty();
    }

    @Test
    void isNotShownByAccident() {
        AccessToken token = AccessToken.parse("lmr_0123456789ab_" + SECRET).orElseThrow();
        assertThat(token).hasToString("lmr_0123456789ab_…");
    }

    @Test
    void aFoldersOwnIsMadeOnceForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("own.token");
        assertThatThrownBy(() -> AccessToken.read(file)).hasMessageContaining("there is no token");
        AccessToken made = AccessToken.readOrMake(file);
        assertThat(AccessToken.readOrMake(file).text()).isEqualTo(made.text());
        assertThat(AccessToken.read(file).text()).isEqualTo(made.text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        Files.writeString(file, "x\n");
        assertThatThrownBy(() -> AccessToken.readOrMake(file)).hasMessageContaining("is no token");
    }

    @Test
    void itsRecordTravelsThroughTheLog() {
        TokenRecord token = new TokenRecord("0123456789ab", "A. Curie", AccessRole.APPROVER, "00", 7, 0);
        var serde = Topics.TOKENS.value();
        for (TokenRecord one : new TokenRecord[] {token, token.revoked(8)}) {
            byte[] bytes = serde.serializer().serialize(Topics.TOKENS.name(), one);
            assertThat(serde.deserializer().deserialize(Topics.TOKENS.name(), bytes)).isEqualTo(one);
        }
        assertThat(token.inForce()).isTrue();
        assertThat(token.revoked(8).inForce()).isFalse();
    }
}
