package org.larmor.adapt.events;

import org.larmor.mrd.Checksum;

/** The hash by which each event holds on to the one before: SHA-256 of the record's value as it lies in the log. */
public final class EventHash {
    /** What the first event holds. */
    public static final String NONE = "0".repeat(64);

    private EventHash() {}

    /** In hexadecimal. */
    public static String of(byte[] record) {
        return Checksum.sha256(record);
    }
}
