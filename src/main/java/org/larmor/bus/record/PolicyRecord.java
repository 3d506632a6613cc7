package org.larmor.bus.record;

/**
 * The site's policy, in {@code adapt.policy}.
 *
 * @param json of its own schema
 * @param hash SHA-256 of it, in hexadecimal
 * @param by who set it
 * @param at when, by the clock of the process that wrote it, µs since the epoch
 */
public record PolicyRecord(String json, String hash, String by, long at) {
    /** The key of the only one. */
    public static final String KEY = "policy";
}
