package org.larmor.cli;

import picocli.CommandLine.Option;

/** By whom and why something is asked for. */
final class Asker {
    @Option(names = "--by", paramLabel = "NAME", description = "Who asks for it. Default: the user's name.")
    private String by = System.getProperty("user.name", "");

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason;

    String by() {
        return by;
    }

    String reason() {
        return reason;
    }
}
