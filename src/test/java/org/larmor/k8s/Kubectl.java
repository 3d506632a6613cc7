package org.larmor.k8s;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renders overlays as people do. The program is what LARMOR_KUBECTL names, else the first on the path whose Kustomize knows
 * components and all that k8s/ uses; where there is none the test is skipped, or fails if LARMOR_REQUIRE_TOOLS=1.
 */
final class Kubectl {
    private static final int OLDEST_KUSTOMIZE = 5;
    private static final Pattern KUSTOMIZE = Pattern.compile("Kustomize Version: v(\\d+)\\.");
    private static final int PATIENCE_SECONDS = 60;

    private Kubectl() {}

    /** The overlay's resources as one stream of YAML documents. */
    static String kustomize(Path folder) throws IOException {
        return run(program(), "kustomize", folder.toString());
    }

    private static String program() {
        Optional<String> program = candidates().filter(Kubectl::isNewEnough).findFirst();
        Assumptions.assumeTrue(
                program.isPresent() || "1".equals(System.getenv("LARMOR_REQUIRE_TOOLS")),
                "no kubectl with Kustomize " + OLDEST_KUSTOMIZE);
        return program.orElseThrow(() -> new AssertionError("no kubectl with Kustomize " + OLDEST_KUSTOMIZE));
    }

    private static Stream<String> candidates() {
        String named = System.getenv("LARMOR_KUBECTL");
        return named != null
                ? Stream.of(named)
                : Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                        .map(folder -> Path.of(folder, "kubectl"))
                        .filter(Files::isExecutable)
                        .map(Path::toString);
    }

    private static boolean isNewEnough(String program) {
        try {
            Matcher version = KUSTOMIZE.matcher(run(program, "version", "--client"));
            return version.find() && Integer.parseInt(version.group(1)) >= OLDEST_KUSTOMIZE;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String... command) throws IOException {
        Path errors = Files.createTempFile("kubectl", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(List.of(command) + "\n" + Files.readString(errors)).isZero();
            return out;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(errors);
        }
    }
}
