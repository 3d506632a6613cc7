package org.larmor.node;

import java.util.List;

/** A node's configuration is wrong; the message names every fault, one a line. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }
}
