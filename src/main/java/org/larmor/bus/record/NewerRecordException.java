package org.larmor.bus.record;

/**
 * A record of a schema version that this program does not know yet. It is no poison: whoever meets it leaves it to a
 * newer program and stops.
 */
public final class NewerRecordException extends RecordException {
    private static final long serialVersionUID = 1L;

    NewerRecordException(int version, int known) {
        super("a record has schema version " + version + ", and this program reads up to " + known
                + ": update it to the version of the program that writes them");
    }
}
