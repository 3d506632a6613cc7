package org.larmor.adapt.events;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash by which each event holds on to the one before: SHA-256 of the record's value as it lies in the log. */
public final class EventHash {
    /** What the first event holds. */
    public static final String NONE = "0".repeat(64);

    private EventHash() {}

    /** In hexadecimal. */
    public static String of(byte[] record) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(record));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
