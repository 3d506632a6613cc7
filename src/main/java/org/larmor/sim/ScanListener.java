package org.larmor.sim;

import java.io.IOException;

/** Hears what happens on a scanner's connection while it happens, from the connection's own threads. */
public interface ScanListener {
    /** Hears nothing. */
    ScanListener NONE = new ScanListener() {};

    /** So many acquisitions and waveforms have been sent. */
    default void sent(long messages) {}

    /** Failing here ends the scan. */
    default void image(ReceivedImage image) throws IOException {}

    default void text(String text) {}
}
