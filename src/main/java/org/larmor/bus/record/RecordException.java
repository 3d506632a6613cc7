package org.larmor.bus.record;

/** A record that is not what its topic promises: of an unknown schema version, malformed, or damaged. */
public sealed class RecordException extends RuntimeException permits NewerRecordException {
    private static final long serialVersionUID = 1L;

    public RecordException(String message) {
        super(message);
    }

    public RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
