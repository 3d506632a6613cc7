package org.larmor.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** By whom and why something is asked for. */
final class Asker {
    @Option(names = "--by", paramLabel = "NAME", description = "Who asks for it. Default: the user's name.")
    private @Nullable String by;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    String by() {
        return by == null ? System.getProperty("user.name", "") : by;
    }

    String reason() {
        return reason;
    }

    /** @throws ParameterException where a name was stated though nobody asks for one */
    void refuseName(String why) {
        if (by != null) {
            throw new ParameterException(spec.commandLine(), "--by: " + why);
        }
    }
}
