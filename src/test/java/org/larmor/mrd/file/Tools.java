package org.larmor.mrd.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the independent tools; where one is absent the test is skipped, or fails if LARMOR_REQUIRE_TOOLS=1. */
public final class Tools {
    private Tools() {}

    public static Path shared() {
        Path shared = Path.of(System.getProperty("larmor.shared", "../shared"));
        Assumptions.assumeTrue(Files.isDirectory(shared), "no shared data at " + shared);
        return shared;
    }

    /** What the tool prints, line by line. */
    public static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    /** Debian's phantom generator. */
    public static Path phantom(Path folder, String name, String... options) throws IOException, InterruptedException {
        need("ismrmrd_generate_cartesian_shepp_logan", "-h");
        Path file = folder.resolve(name + ".h5");
        List<String> command = new ArrayList<>(List.of("ismrmrd_generate_cartesian_shepp_logan"));
        command.addAll(List.of(options));
        command.addAll(List.of("-o", file.toString()));
        run(command.toArray(String[]::new));
        return file;
    }

    /** The script beside this test, run by a Python that has h5py. */
    public static List<String> h5py(String mode, Path file) throws IOException, InterruptedException {
        need("/usr/bin/python3", "-c", "import h5py");
        Path script = Files.createTempFile("h5", ".py");
        try (var in = Tools.class.getResourceAsStream("h5.py")) {
            Files.write(script, in.readAllBytes());
            return run("/usr/bin/python3", script.toString(), mode, file.toString());
        } finally {
            Files.delete(script);
        }
    }

    /** Skips the test where a program does not run, or fails it where all have to be there. */
    public static void need(String... probe) throws InterruptedException {
        boolean there;
        try {
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            there = process.waitFor() == 0 || probe[1].equals("-h");
        } catch (IOException e) {
            there = false;
        }
        if ("1".equals(System.getenv("LARMOR_REQUIRE_TOOLS"))) {
            assertThat(there).as(String.join(" ", probe)).isTrue();
        }
        Assumptions.assumeTrue(there, "absent: " + String.join(" ", probe));
    }
}
