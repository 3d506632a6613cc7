package org.larmor.stored;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A scan that is not in the log, or not whole; the message names it and says why. */
public final class StoredScanException extends IOException {
    private static final long serialVersionUID = 1L;

    StoredScanException(String message) {
        this(message, null);
    }

    StoredScanException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
