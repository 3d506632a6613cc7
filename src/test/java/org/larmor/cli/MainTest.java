package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.node.Endpoints;
import org.larmor.node.NodeSettings;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        CommandLine line = Main.commandLine(args);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return line.execute(args);
    }

    @Test
    void usageErrorsExitWithTwo() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("which command?").contains("topics");
        assertThat(run("nonsense")).isEqualTo(ExitCode.USAGE);
        assertThat(run("topics", "diff")).isEqualTo(ExitCode.USAGE);
        assertThat(run("topics", "diff", "--kafka", "h:1", "--data", "d")).isEqualTo(ExitCode.USAGE);
        assertThat(run("topics", "burn", "--kafka", "h:1")).isEqualTo(ExitCode.USAGE);
        assertThat(run("topics", "diff", "--kafka", "h:1", "--kafka-config", "none")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("none cannot be read");
    }

    @Test
    void aCommandIsTheSameWithTheOthersAndWithoutThem() {
        for (String name : Main.commandLine().getSubcommands().keySet()) {
            CommandLine alone = Main.commandLine(new String[] {name, "--help"});
            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(alone.getSubcommands().get(name).getUsageMessage())
                    .isEqualTo(Main.commandLine().getSubcommands().get(name).getUsageMessage());
        }
        assertThat(Main.commandLine(new String[] {"--help"}).getSubcommands())
                .containsOnlyKeys(Main.commandLine().getSubcommands().keySet());
    }

    @Test
    void keysAreNeverLookedForWhereNobodySaid() {
        assertThat(run("forget", "a-scan", "--kafka", "h:1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--sample-keys: with --kafka, say where the keys are");
        assertThat(run("proxies", "remove", "brains", "--kafka", "h:1")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void helpAndVersionAreFine() {
        assertThat(run("--help")).isEqualTo(ExitCode.FINE);
        assertThat(run("topics", "--help")).isEqualTo(ExitCode.FINE);
        assertThat(run("--version")).isEqualTo(ExitCode.FINE);
        assertThat(out.toString()).contains("apply  ", "plan   ", "larmor ");
    }

    @Test
    void whatIsWrongWithANodeIsToldAtOnce() {
        assertThat(run("serve", "--mrd-port", "x", "--roles", "cook")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("--mrd-port: 'x' is no port").contains("'cook' is no role").contains("--data: missing");
    }

    @Test
    void whatIsNoDeviceIsAUsageError() {
        for (String command : List.of("serve --data d", "train-run r --kafka h:1 --out o --sample-keys k",
                "gate-run g --kafka h:1 --out o --sample-keys k", "reconstruct f --out o", "evaluate --data d",
                "train --mode sl --out o --steps 1 --proxy p", "compare heart --out o")) {
            assertThat(run((command + " --device gpu").split(" "))).as(command).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString()).contains("'gpu' is no device: auto, cpu, cuda:0");
            err.getBuffer().setLength(0);
        }
    }

    @Test
    void everySettingOfANodeIsAnOptionOfServe() {
        assertThat(run("serve", "--help")).isEqualTo(ExitCode.FINE);
        NodeSettings.ALL.stream().filter(setting -> !setting.hidden()).forEach(
                setting -> assertThat(out.toString()).contains(setting.flag() + "=").contains(setting.label()));
    }

    @Test
    void aFailureIsOneLine() {
        assertThat(run("topics", "list", "--data", folder.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().strip().lines()).singleElement().asString()
                .contains("endpoints.json").contains("larmor serve");
        assertThat(run("topics", "list", "--kafka", "nonsense")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("larmor: no Kafka address: nonsense");
    }

    @Test
    void endpointsAreReadAsWritten() throws IOException {
        Endpoints endpoints = new Endpoints("127.0.0.1:9092", null, "http://127.0.0.1:8080", 42);
        endpoints.write(folder);
        assertThat(Endpoints.read(folder)).isEqualTo(endpoints);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
        Endpoints.remove(folder);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tablesAreAlignedAndWrittenInFull() throws IOException {
        Table table = new Table("name", "MB/s", "n").row("a", 12.3456, 7).row("longer", 12345.6, 1234);
        table.print(new PrintWriter(out));
        assertThat(out.toString().lines()).containsExactly(
                "name     MB/s     n",
                "a        12.3     7",
                "longer  12346  1234");
        Path file = folder.resolve("t.json");
        table.writeJson(file);
        assertThat(Files.readString(file)).contains("\"MB/s\" : 12.3456").contains("\"n\" : 1234");
    }
}
