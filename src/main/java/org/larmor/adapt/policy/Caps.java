package org.larmor.adapt.policy;

/**
 * How much is gathered at most.
 *
 * @param scan samples of one scan
 * @param patient samples of one patient in a domain
 * @param scanner samples of one scanner in a domain within a day
 * @param protocol samples of one protocol in a domain within a day
 * @param day samples of a domain within a day
 * @param bytes of a domain; beyond them the patients who were there first leave
 */
public record Caps(int scan, int patient, int scanner, int protocol, int day, long bytes) {
    static final Caps DEFAULT = new Caps(16, 64, 400, 400, 1000, 512L << 20);
}
