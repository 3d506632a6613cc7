package org.larmor.recon.kspace;

/** A frame that cannot be reconstructed rightly; the message is for the scanner. */
public final class ReconException extends Exception {
    private static final long serialVersionUID = 1L;

    public ReconException(String message) {
        super(message);
    }

    public ReconException(String message, Throwable cause) {
        super(message, cause);
    }
}
