package org.larmor.bus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The site's secret, by which names become hashes that only this site can make: what the router has to tell apart, such as
 * protocols, it is told by such a hash, and no name leaves the gateway but inside the scan's own header.
 */
public final class SiteKey {
    private static final int BYTES = 32;
    private static final int HASH_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private SiteKey(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Reads the key.
     *
     * @throws IOException where there is none, with the file's name
     */
    public static SiteKey read(Path file) throws IOException {
        try {
            byte[] secret = HexFormat.of().parseHex(SecretFile.read(file));
            if (secret.length != BYTES) {
                throw new IOException(file + " is no site key: " + secret.length + " bytes, not " + BYTES);
            }
            return new SiteKey(secret);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no site key " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no site key: not hexadecimal", e);
        }
    }

    /** Reads the key; makes one where there is none, for its owner's eyes alone. */
    public static SiteKey readOrMake(Path file) throws IOException {
        SecretFile.makeIfMissing(file, () -> {
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            return HexFormat.of().formatHex(secret);
        });
        return read(file);
    }

    /**
     * The hash that stands for a name.
     *
     * @param kind what the name is of, so that equal names of different kinds have different hashes
     * @return 32 hexadecimal digits
     */
    public String hash(String kind, String name) {
        return HexFormat.of().formatHex(Arrays.copyOf(mac(kind, name), HASH_BYTES));
    }

    /**
     * A secret of its own for one purpose, from which neither this key nor another purpose's can be found.
     *
     * @return 32 bytes
     */
    public byte[] derived(String purpose) {
        return mac("derived key", purpose);
    }

    private byte[] mac(String kind, String name) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(kind.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** What tells this key from another and gives nothing of it away. */
    public String fingerprint() {
        return hash("fingerprint", "");
    }
}
