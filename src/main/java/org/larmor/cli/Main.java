package org.larmor.cli;

import picocli.CommandLine;

/** The program. */
@CommandLine.Command(name = "larmor", subcommands = ServeCommand.class)
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
