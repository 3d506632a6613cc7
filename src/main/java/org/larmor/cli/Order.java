package org.larmor.cli;

import org.larmor.bus.record.ModelAlias;
import picocli.CommandLine.Option;

/** For which domain, by whom and why something is asked for. */
final class Order {
    @Option(
            names = "--domain",
            paramLabel = "NAME",
            defaultValue = ModelAlias.GENERAL,
            description = "The kind of scans, as the policy calls it; `" + ModelAlias.GENERAL
                    + "`, the default, stands for all that have no model of their own.")
    private String domain;

    @Option(names = "--by", paramLabel = "NAME", description = "Who asks for it. Default: the user's name.")
    private String by = System.getProperty("user.name", "");

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason;

    String domain() {
        return domain;
    }

    String by() {
        return by;
    }

    String reason() {
        return reason;
    }
}
