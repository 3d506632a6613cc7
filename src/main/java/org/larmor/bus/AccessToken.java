package org.larmor.bus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lets somebody in over HTTP: a public id, by which it is found, and a secret. It is written
 * {@code lmr_<id>_<secret>}, both in hexadecimal, which programs that look for leaked secrets can recognise.
 */
public final class AccessToken {
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final int LENGTH = "lmr_".length() + 2 * ID_BYTES + "_".length() + 2 * SECRET_BYTES;
    private static final Pattern TEXT =
            Pattern.compile("lmr_([0-9a-f]{" + 2 * ID_BYTES + "})_([0-9a-f]{" + 2 * SECRET_BYTES + "})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final String secret;

    private AccessToken(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /** A new one, like no other. */
    public static AccessToken make() {
        return new AccessToken(random(ID_BYTES), random(SECRET_BYTES));
    }

    /** What somebody shows, where it is written like a token; a text of another length is not looked at. */
    public static Optional<AccessToken> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() ? Optional.of(new AccessToken(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /**
     * Reads a data folder's own token.
     *
     * @throws IOException where there is none, with the file's name
     */
    public static AccessToken read(Path file) throws IOException {
        try {
            return parse(SecretFile.read(file))
                    .orElseThrow(() -> new IOException(file + " is no token; without it, a node makes a new one"));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no token " + file, e);
        }
    }

    /** Reads the token; makes one where there is none, for its owner's eyes alone. */
    public static AccessToken readOrMake(Path file) throws IOException {
        SecretFile.makeIfMissing(file, () -> make().text());
        return read(file);
    }

    /** By which it is found; no secret. */
    public String id() {
        return id;
    }

    /** All of it, for whom it is made. */
    public String text() {
        return "lmr_" + id + "_" + secret;
    }

    /** SHA-256 of its secret, in hexadecimal. */
    public String hash() {
        return HexFormat.of().formatHex(digest());
    }

    /** Whether a hash is that of its secret; how long the answer takes says nothing of where they differ. */
    public boolean hasHash(String hash) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(secret));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String random(int bytes) {
        byte[] drawn = new byte[bytes];
        RANDOM.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "lmr_" + id + "_…";
    }
}
