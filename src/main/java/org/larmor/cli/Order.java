package org.larmor.cli;

import org.larmor.bus.record.ModelAlias;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private Asker asker;

    String domain() {
        return domain;
    }

    Asker asker() {
        return asker;
    }
}
