package org.larmor.launch;

import java.io.File;

/** Where the program keeps for a user what it could make again. */
public final class UserCache {
    private UserCache() {}

    /** The folder for things of a kind, whether or not it is there; relative where the user has no home. */
    public static File folder(String kind) {
        String caches = System.getenv("XDG_CACHE_HOME");
        File base = caches == null || caches.trim().isEmpty()
                ? new File(System.getProperty("user.home"), ".cache")
                : new File(caches);
        return new File(new File(base, "larmor"), kind);
    }
}
