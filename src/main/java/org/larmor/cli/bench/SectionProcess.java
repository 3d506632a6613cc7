package org.larmor.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java processes of the bench: this program with this process's JVM options, and those that are measured with. */
final class SectionProcess {
    private static final String LAUNCHER = "org.larmor.launch.Launcher";

    private SectionProcess() {}

    /** Measures a part of a section in a process of its own. */
    static List<Figure> run(Section section, int part, Section.Task task, Section.Heap heap)
            throws IOException, InterruptedException {
        Path measured = Files.createTempFile("larmor-bench", ".json");
        try {
            List<String> command = command(switch (heap) {
                case FIXED -> fixedHeap(2);
                case AS_SERVED -> List.of("-Dlarmor.as-served=true");
            });
            command.addAll(List.of("bench", "--part", section.name() + ":" + part));
            command.addAll(List.of("--pairs", String.valueOf(task.pairs())));
            command.addAll(List.of("--repetitions", String.valueOf(task.repetitions())));
            command.addAll(List.of("--seconds", String.valueOf(task.seconds())));
            command.addAll(List.of("--json", measured.toString()));
            int code = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("the process of " + section.label() + " ended with " + code);
            }
            return BenchFigures.read(measured);
        } finally {
            Files.delete(measured);
        }
    }

    /** A heap of so many GiB that is there, and touched, from the start, with the regions that {@code serve} has. */
    static List<String> fixedHeap(int gib) {
        return List.of(
                "-Xms" + gib + "g",
                "-Xmx" + gib + "g",
                "-XX:+AlwaysPreTouch",
                "-XX:G1HeapRegionSize=4m",
                // a thread that has ended could not be asked what it has used
                "-XX:-UseDynamicNumberOfCompilerThreads");
    }

    /** The beginning of a command that starts the program: its arguments are missing. */
    static List<String> command(List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-Dlarmor.launched")) {
                command.add(option);
            }
        }
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LAUNCHER));
        return command;
    }
}
