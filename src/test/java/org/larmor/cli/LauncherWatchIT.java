package org.larmor.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LauncherWatchIT {
    @Test
    void theProgramEndsWhenItsLauncherIsKilled() throws IOException, InterruptedException {
        Process launcher = new ProcessBuilder("sleep", "300").start();
        Process program = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dlarmor.launcher.pid=" + launcher.pid(), "-cp", System.getProperty("java.class.path"),
                WatchedProgram.class.getName())
                .redirectErrorStream(true).start();
        try {
            assertThat(program.inputReader().readLine()).isEqualTo("running");
            assertThat(program.isAlive()).isTrue();
            launcher.destroyForcibly();
            assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(137);
        } finally {
            launcher.destroyForcibly();
            program.destroyForcibly();
        }
    }
}
