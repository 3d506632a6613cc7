package org.larmor.bus.record;

import java.util.Objects;

/**
 * A token that lets somebody in over HTTP, in {@code ops.tokens}.
 *
 * @param id its public part: the record's key
 * @param name whose it is, for people and for the record of events
 * @param hash SHA-256 of its secret, in hexadecimal. The secret is 256 random bits, which nobody can try out, so that it
 *     takes neither salt nor a slow hash.
 * @param at when it was made, by the clock of the process that made it, µs since the epoch
 * @param revokedAt likewise when it was revoked, 0 while it is in force
 */
public record TokenRecord(String id, String name, AccessRole role, String hash, long at, long revokedAt) {
    public TokenRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(hash, "hash");
    }

    public boolean inForce() {
        return revokedAt == 0;
    }

    /** The same, from now on without force. */
    public TokenRecord revoked(long now) {
        return new TokenRecord(id, name, role, hash, at, now);
    }
}
