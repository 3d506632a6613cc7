package org.larmor.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailPointIT {
    @Test
    void haltsTheJvmAsAKillWould() throws Exception {
        assertThat(run(List.of("-Dlarmor.failpoints=program.step=halt@2"), null)).isEqualTo("137 step 1");
        assertThat(run(List.of(), "program.step=halt@3")).isEqualTo("137 step 1 step 2");
        assertThat(run(List.of(), null)).isEqualTo("0 step 1 step 2 step 3");
    }

    private static String run(List<String> options, String variable) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FailPointProgram.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (variable != null) {
            builder.environment().put(FailPoint.VARIABLE, variable);
        }
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return (process.exitValue() + " " + out.strip().replaceAll("\\R", " ")).strip();
    }
}
