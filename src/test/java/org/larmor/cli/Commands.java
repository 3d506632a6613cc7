package org.larmor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands as people give them, for tests of other packages. */
public final class Commands {
    private Commands() {}

    /** What a command says, which has to end well. */
    public static String run(List<String> arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        assertThat(line.execute(arguments.toArray(String[]::new))).as(said.toString()).isEqualTo(ExitCode.FINE);
        return said.toString();
    }
}
