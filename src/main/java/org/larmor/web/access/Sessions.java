package org.larmor.web.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a browser keeps instead of a token: the token's id and when the session ends, signed. Browsers send cookies to
 * every port of a machine, so that a token itself would become known to whatever else is served there. Nothing is kept
 * here: every gateway of the site knows a session, after a restart too, until it ends or its token is revoked.
 */
final class Sessions {
    static final Duration LASTS = Duration.ofHours(12);

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{12})\\.([0-9]{1,12})\\.([0-9a-f]{64})");
    private static final int LONGEST = 12 + 1 + 12 + 1 + 64;

    private final SecretKeySpec key;
    private final InstantSource clock;

    /** @param key the site's, for this purpose alone */
    Sessions(byte[] key, InstantSource clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
    }

    /** A session that begins now. */
    String begin(String tokenId) {
        String signed = tokenId + "." + clock.instant().plus(LASTS).getEpochSecond();
        return signed + "." + signature(signed);
    }

    /** The id of the token that a session was begun with; empty where it is none of ours, or has ended. */
    Optional<String> tokenId(String session) {
        if (session.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(session);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] due = signature(matcher.group(1) + "." + matcher.group(2)).getBytes(StandardCharsets.US_ASCII);
        boolean ours = MessageDigest.isEqual(due, matcher.group(3).getBytes(StandardCharsets.US_ASCII));
        boolean goesOn = clock.instant().getEpochSecond() < Long.parseLong(matcher.group(2));
        return ours && goesOn ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
