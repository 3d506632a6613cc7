package org.larmor.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class LauncherIT {
    private static final String FLAGS = "-XX:+PrintCommandLineFlags";

    @Test
    void theProgramGetsItsOptions() throws Exception {
        List<String> flags = flags(List.of(), "serve", "--help");
        assertThat(flags).hasSize(2);
        long megabytes = Math.min(
                384 + 128L * Runtime.getRuntime().availableProcessors(), maxHeap(flags.getFirst()) >> 20);
        assertThat(maxHeap(flags.getLast()) >> 20).isEqualTo(megabytes);
    }

    @Test
    void optionsThatAreGivenWin() throws Exception {
        assertThat(flags(List.of("-Xmx300m"), "serve", "--help"))
                .hasSize(2)
                .allSatisfy(flags -> assertThat(maxHeap(flags)).isEqualTo(300L << 20));
    }

    @Test
    void clientsHaveTheHeapThatJavaGivesThem() throws Exception {
        List<String> flags = flags(List.of(), "send", "--help");
        assertThat(flags).hasSize(2);
        assertThat(maxHeap(flags.getLast())).isEqualTo(maxHeap(flags.getFirst()));
    }

    @Test
    void argumentsAndTheExitCodeAreKept() throws Exception {
        Process process = start(List.of(), "serve", "--data", "a b ü", "--mrd-port", "none of these");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said).contains("'none of these'");
    }

    /** What each JVM says of its flags, in the order in which they started in the one process. */
    private static List<String> flags(List<String> jvm, String... arguments) throws Exception {
        Process process = start(jvm, arguments);
        List<String> flags = process.inputReader().lines()
                .filter(line -> line.contains("-XX:"))
                .toList();
        assertThat(process.waitFor()).isZero();
        return flags;
    }

    private static long maxHeap(String flags) {
        return Long.parseLong(flags.replaceFirst(".*-XX:MaxHeapSize=(\\d+).*", "$1"));
    }

    private static Process start(List<String> jvm, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(jvm);
        command.addAll(List.of(FLAGS, "-cp", System.getProperty("java.class.path"), Launcher.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
