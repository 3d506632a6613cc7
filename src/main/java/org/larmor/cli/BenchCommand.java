package org.larmor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.larmor.cli.bench.BenchFigures;
import org.larmor.cli.bench.Figure;
import org.larmor.cli.bench.Section;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code larmor bench}: the whole way, stream to durable log to image, measured beside plain Kafka. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the whole way, stream to durable log to image, beside plain Kafka on the same machine.",
        footer = {
            "",
            "Sections, each in processes of its own:",
            "  cold     the first scan after ready, and the first bytes of plain Kafka",
            "  stream   all roles and the scanner in one warm process, by turns with plain Kafka; CPU by thread",
            "  apart    the same with each role in a process of its own; CPU by process",
            "  latency  what is added to a frame's way, hop by hop, from the first frame after ready",
            "  recipes  how long a scanner waits for one frame of 256² and 320², by recipe",
            "  small    a thousand frames of 64² for each repetition, of one scanner and of 200 at once",
            "  memory   what 8 and 64 scanners with 160 open slices each make the process hold",
            "",
            "Plain Kafka is a producer and a consumer with the same settings, on one partition, as a scan has. A figure",
            "is the median of its measurements. The whole takes about half an hour.",
            "",
            "Examples:",
            "  larmor bench",
            "  larmor bench --sections stream,latency --json bench.json"
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--sections",
            split = ",",
            paramLabel = "SECTION",
            description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Section> sections = EnumSet.allOf(Section.class);

    @Option(names = "--pairs", defaultValue = "5", description = "Of Larmor and plain Kafka. Default: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--repetitions",
            defaultValue = "20",
            description = "Of 32 coils × 512 × 256 to stream each time, and thousands of small frames. Default: ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each latency. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes every measurement there.")
    private @Nullable Path json;

    // What the bench starts to measure a part of a section.
    @Option(names = "--part", hidden = true, paramLabel = "SECTION:N")
    private @Nullable String part;

    @Override
    public Integer call() throws Exception {
        if (pairs < 1 || repetitions < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--pairs, --repetitions and --seconds count upwards from 1");
        }
        Section.Task task = new Section.Task(pairs, repetitions, seconds);
        List<Figure> figures = part == null ? all(task) : one(part, task);
        if (json != null) {
            BenchFigures.write(figures, json);
        }
        return 0;
    }

    private List<Figure> all(Section.Task task) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        List<Figure> all = new ArrayList<>();
        for (Section section : sections) {
            progress.println("bench: " + section.label());
            progress.flush();
            List<Figure> figures = section.run(task);
            all.addAll(figures);
            Table table = new Table("section", "stage", "measure", "median", "least", "most");
            figures.forEach(figure -> table.row(
                    figure.section(), figure.stage(), figure.measure(), figure.median(), figure.least(), figure.most()));
            table.print(out);
            out.println();
        }
        return all;
    }

    private static List<Figure> one(String part, Section.Task task) throws Exception {
        String[] named = part.split(":", 2);
        try (DemoFolder folder = DemoFolder.of(null)) {
            return Section.valueOf(named[0]).runPart(Integer.parseInt(named[1]), task, folder.path());
        }
    }
}
