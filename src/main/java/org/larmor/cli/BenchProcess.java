package org.larmor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Part of {@code bench} in a process of its own, with the JVM options that {@code serve} gets. */
final class BenchProcess {
    private static final String LAUNCHER = "org.larmor.launch.Launcher";

    private BenchProcess() {}

    /**
     * Adds what it measured to a table.
     *
     * @return its peak resident memory, MB
     */
    static double run(Table table, String... options) throws IOException, InterruptedException {
        Path measured = Files.createTempFile("larmor-bench", ".json");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
                if (!option.startsWith("-Dlarmor.launched")) {
                    command.add(option);
                }
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), LAUNCHER, "bench"));
            command.addAll(List.of(options));
            command.addAll(List.of("--json", measured.toString()));
            int code = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("a stage's own process ended with " + code);
            }
            double peak = Double.NaN;
            for (JsonNode row : new JsonMapper().readTree(measured.toFile())) {
                String stage = row.path("stage").asText();
                String measure = row.path("measure").asText();
                double value = row.path("value").asDouble();
                table.row(stage, measure, value, row.path("p99").asText());
                peak = measure.equals(BenchCommand.PEAK) ? value : peak;
            }
            return peak;
        } finally {
            Files.delete(measured);
        }
    }
}
