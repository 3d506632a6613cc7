package org.larmor.adapt.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.larmor.bus.SiteKey;

/**
 * How far the chain of events went, and its head, with the site's signature (Ed25519): to be kept where nobody who could
 * cut the chain can reach it.
 *
 * @param events how many there were
 * @param head hash of the last one
 * @param signature over the lines before it
 */
public record SignedHead(long events, String head, byte[] signature) {
    private static final String TITLE = "larmor adapt.events";
    private static final String SIGNED_BY = "— larmor ";
    private static final String ALGORITHM = "Ed25519";
    private static final String PURPOSE = "signature of adapt.events";
    private static final int LINES = 5;

    /** Signs a chain's head. */
    public static SignedHead of(EventChain chain, SiteKey key) {
        long events = chain.events().size();
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(keys(key).getPrivate());
            signature.update(signed(events, chain.head()));
            return new SignedHead(events, chain.head(), signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** The same keys for the same site: its key gives the seed, of which Ed25519 makes all else. */
    private static KeyPair keys(SiteKey key) throws GeneralSecurityException {
        byte[] seed = key.derived(PURPOSE);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        return generator.generateKeyPair();
    }

    private static byte[] signed(long events, String head) {
        return (TITLE + "\n" + events + "\n" + head + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Text: a title, how many events, the head, an empty line, the signature. */
    public String text() {
        return new String(signed(events, head), StandardCharsets.UTF_8) + "\n" + SIGNED_BY
                + Base64.getEncoder().encodeToString(signature) + "\n";
    }

    /** Reads such a text; empty where it is none. */
    public static Optional<SignedHead> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != LINES
                || !lines.get(0).equals(TITLE)
                || !lines.get(1).matches("[0-9]{1,18}")
                || !lines.get(2).matches("[0-9a-f]{64}")
                || !lines.get(3).isEmpty()
                || !lines.get(4).startsWith(SIGNED_BY)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SignedHead(
                    Long.parseLong(lines.get(1)),
                    lines.get(2),
                    Base64.getDecoder().decode(lines.get(4).substring(SIGNED_BY.length()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * What is wrong with a chain, if this was once its head; empty where nothing is.
     *
     * @param key of the site that is said to have signed it
     */
    public Optional<String> fault(EventChain chain, SiteKey key) {
        if (!isSignedBy(key)) {
            return Optional.of("the head was not signed with this site's key");
        }
        if (events > chain.events().size()) {
            return Optional.of("the chain was cut: " + events + " events were signed for, " + chain.events().size() + " are there");
        }
        Optional<Long> at = events == 0 ? Optional.of(-1L) : chain.find(head);
        return at.isPresent() && at.get() == events - 1
                ? Optional.empty()
                : Optional.of("the chain is another: its event " + (events - 1) + " is not the one that was signed for");
    }

    private boolean isSignedBy(SiteKey key) {
        try {
            Signature verifying = Signature.getInstance(ALGORITHM);
            verifying.initVerify(keys(key).getPublic());
            verifying.update(signed(events, head));
            return verifying.verify(signature);
        } catch (java.security.SignatureException e) {
            return false; // of another length than any
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedHead that
                && events == that.events
                && head.equals(that.head)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return head.hashCode();
    }
}
