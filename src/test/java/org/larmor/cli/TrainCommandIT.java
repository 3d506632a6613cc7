package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.file.Tools;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Training, evaluating and comparing as a user does, on small generated scans. */
class TrainCommandIT {
    @TempDir
    static Path scans;

    @TempDir
    Path folder;

    private static Path full;
    private static Path quarter;
    private StringWriter out;
    private StringWriter err;

    @BeforeAll
    static void generate() throws IOException, InterruptedException {
        full = Tools.phantom(scans, "full", "-m", "32", "-c", "3", "-r", "4", "-n", "0.02");
        quarter = Tools.phantom(scans, "quarter", "-m", "32", "-c", "2", "-a", "4", "-w", "8", "-r", "1", "-n", "0.02");
    }

    @BeforeEach
    void reset() {
        out = new StringWriter();
        err = new StringWriter();
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return line.execute(args);
    }

    private static List<String> training(Path to, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "train", "--mode", "jssl", "--proxy", full + "#0,1", "--target", quarter.toString(), "--validate",
                full + "#3", "--model", "unet", "--accelerations", "4", "--out", to.toString()));
        args.addAll(List.of(more));
        return args;
    }

    private int train(Path to, String... more) {
        return run(training(to, more).toArray(String[]::new));
    }

    @Test
    void aTrainingLeavesAModelThatCanBeEvaluated() throws IOException {
        Path to = folder.resolve("run");
        assertThat(train(to, "--steps", "3", "--validate-every", "2", "--note", "licence=CC0"))
                .as(err.toString())
                .isZero();
        assertThat(to).isDirectoryContaining("glob:**model.safetensors").isDirectoryContaining("glob:**checkpoint.safetensors");
        assertThat(Files.readString(to.resolve("model.json")))
                .contains("full.h5#0,1", "quarter.h5#0,1,2,3", "\"licence\" : \"CC0\"", "after 3 steps", "larmor train --mode")
                .doesNotContain(scans.toString());
        List<String> rows = Files.readAllLines(to.resolve("curves.csv"));
        assertThat(rows.getFirst()).startsWith("iteration,kind,rate,loss,gradient_norm,kspace_nmae_loss");
        assertThat(rows.stream().filter(row -> row.contains("validation")).map(row -> row.split(",")[0]))
                .containsExactly("0", "2", "3");
        assertThat(rows.stream().filter(row -> row.contains("proxy") || row.contains("target"))).hasSize(3);
        assertThat(ImageIO.read(to.resolve("curves.png").toFile()).getWidth()).isGreaterThan(800);

        Path figures = folder.resolve("figures");
        Path json = folder.resolve("figures.json");
        assertThat(run(
                        "evaluate", "--model", to.resolve("model.json").toString(), "--data", full + "#2,3",
                        "--accelerations", "2,4/0.16", "--out", figures.toString(), "--json", json.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("full.h5#3", "zero-filled", "sense", " ± ");
        // two slices, two accelerations, three methods
        assertThat(Files.readAllLines(figures.resolve("scores.csv"))).hasSize(1 + 12);
        assertThat(ImageIO.read(figures.resolve("comparison.png").toFile())).isNotNull();
        assertThat(Files.readString(json)).contains("\"means\"", "\"psnr\"");
    }

    /** Stopped and resumed, the bytes of everything are those of a training that never stopped. */
    @Test
    void aResumedTrainingIsTheSameTraining() throws IOException {
        Path straight = folder.resolve("straight");
        Path parted = folder.resolve("parted");
        assertThat(train(straight, "--steps", "5")).as(err.toString()).isZero();
        assertThat(train(parted, "--steps", "2")).isZero();
        assertThat(train(parted, "--steps", "5", "--resume")).as(err.toString()).isZero();
        for (String file : List.of("checkpoint.safetensors", "model.safetensors")) {
            assertThat(parted.resolve(file)).hasSameBinaryContentAs(straight.resolve(file));
        }
        List<String> rows = Files.readAllLines(parted.resolve("curves.csv"));
        // the shorter one validated where it ended
        rows.removeIf(row -> row.startsWith("2,validation"));
        assertThat(rows).isEqualTo(Files.readAllLines(straight.resolve("curves.csv")));

        assertThat(train(parted, "--steps", "6", "--resume", "--seed", "2")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("seed was 1, is 2");
        assertThat(train(parted, "--steps", "6")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--resume");
    }

    @Test
    void ctrlCSavesAndEndsWith130() throws IOException, InterruptedException {
        Path to = folder.resolve("run");
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                // a shell that runs this in the background would have its children ignore the signal
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(training(to, "--steps", "1000000", "--validate-every", "1"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> !process.isAlive() || Files.readString(log).contains("after 2 steps"));
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor())
                    .isZero();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(130);
        assertThat(Files.readString(log)).contains("stopped after step").contains("--resume");
        assertThat(to.resolve("model.json")).exists();
        assertThat(to.resolve("curves.png")).exists();
        String done = Files.readString(log).replaceAll("(?s).*stopped after step (\\d+) of.*", "$1");
        String next = Long.toString(Long.parseLong(done) + 1);
        assertThat(train(to, "--validate-every", "1", "--steps", next, "--resume")).as(err.toString()).isZero();
        assertThat(out.toString()).contains(done + " of " + next + " steps done before");
    }

    @Test
    void whatCannotBeLearnedFromIsRefused() {
        Path to = folder.resolve("run");
        assertThat(run("train", "--mode", "sl", "--proxy", quarter.toString(), "--steps", "1", "--out", to.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("quarter.h5#0 is not fully sampled");
        assertThat(run("train", "--mode", "ssl", "--steps", "1", "--out", to.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--target");
        assertThat(train(to, "--steps", "1", "--target", full + "#9")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("has no slice 9, only 4");
        assertThat(train(to, "--steps", "1", "--exclude", "other.h5")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("nothing to leave out is named other.h5");
        Path relative = Path.of("").toAbsolutePath().relativize(full);
        assertThat(train(to, "--steps", "1", "--validate", relative + "#1")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("full.h5#1 is to be learned from and to be measured by");
        assertThat(run("evaluate", "--data", quarter.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("nothing to compare with");
        assertThat(to).doesNotExist();
    }

    @Test
    void listsNameFilesAndSlices() throws IOException {
        Path list = Files.writeString(
                scans.resolve("list.txt"), "# training data\nfull.h5#1,3  # two of four\n\nquarter.h5#0\n");
        List<String> keys = new SliceOptions()
                .slices(List.of(list.toString(), full + "#0-1")).stream()
                        .map(org.larmor.jssl.data.SliceRef::key)
                        .toList();
        assertThat(keys).containsExactly("full.h5#1", "full.h5#3", "quarter.h5#0", "full.h5#0");
    }

    @Test
    void aComparisonGoesOnWhereItStopped() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.json"), """
                {"name": "trial", "network": "UNET", "preset": "TINY", "steps": 2, "learningRate": 1e-3, "batch": 1,
                 "augmentation": "NONE", "seeds": [1, 2], "accelerations": ["4/0.16"], "proxy": ["full.h5#0"],
                 "target": ["full.h5#1,2"], "evaluation": ["full.h5#3"], "choosing": ["full.h5#2"], "maskSeed": 1,
                 "bartLambda": {"4x": 0.005}}
                """);
        Path to = folder.resolve("trial");
        String[] first = {
            "compare", plan.toString(), "--data-root", scans.toString(), "--out", to.toString(), "--slices",
            "evaluation", "--cells", "zero-filled,sense,start,ssl-4x-s1,jssl-4x-s1"
        };
        assertThat(run(first)).as(err.toString()).isZero();
        Path cell = to.resolve("evaluation/cells/jssl-4x-s1.json");
        byte[] before = Files.readAllBytes(cell);
        assertThat(out.toString()).contains("jssl − ssl", "jssl − start");
        out.getBuffer().setLength(0);
        assertThat(run(first)).isZero();
        assertThat(out.toString()).doesNotContain("jssl-4x-s1 …").contains("jssl − ssl");
        assertThat(Files.readAllBytes(cell)).isEqualTo(before);
        assertThat(Files.readAllLines(to.resolve("evaluation/slices.csv"))).hasSize(1 + 6);
        assertThat(Files.readString(to.resolve("evaluation/comparison.json"))).contains("\"differences\"", "\"low\"");
        // what was learned from: all targets in evaluation, without those chosen by in choosing
        assertThat(Files.readString(to.resolve("evaluation/models/ssl-4x-s1/recipe.json"))).contains("full.h5#1,2");
        first[7] = "choosing";
        assertThat(run(first)).as(err.toString()).isZero();
        assertThat(Files.readString(to.resolve("choosing/models/ssl-4x-s1/recipe.json")))
                .contains("\"full.h5#1\"");

        Files.writeString(plan, Files.readString(plan).replace("\"steps\": 2", "\"steps\": 3"));
        assertThat(run(first)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("another plan");
    }
}
