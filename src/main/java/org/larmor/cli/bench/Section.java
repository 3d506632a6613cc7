package org.larmor.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A part of the bench. */
public enum Section {
    /** The first scan after ready, beside the first bytes of plain Kafka. */
    COLD,
    /** Warm, every role and the scanner in one process, beside plain Kafka in the same one. */
    STREAM,
    /** The same with broker, gateway, router and worker in processes of their own. */
    APART,
    /** What the gateway adds to a frame's way, hop by hop, from the first frame after ready. */
    LATENCY,
    /** How long a scanner waits for one frame of a usual size, by recipe. */
    RECIPES,
    /** Very many small frames, of one scanner and of many. */
    SMALL,
    /** What the process holds while all slices of many scanners are open at once. */
    MEMORY;

    private Work work() {
        return switch (this) {
            case COLD -> new ColdSection();
            case STREAM -> new StreamSection();
            case APART -> new ApartSection();
            case LATENCY -> new LatencySection();
            case RECIPES -> new RecipeSection();
            case SMALL -> new SmallFramesSection();
            case MEMORY -> new MemorySection();
        };
    }

    /** As commands and tables call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Measures in processes of its own, one after the other.
     *
     * @throws IOException where one of them fails; it has said why
     */
    public List<Figure> run(Task task) throws IOException, InterruptedException {
        Work work = work();
        BenchFigures figures = new BenchFigures(label());
        for (int part = 0; part < work.parts(task); part++) {
            figures.addAll(SectionProcess.run(this, part, task, work.heap()));
        }
        work.conclude(figures);
        return figures.all();
    }

    /** Measures one part of it in this process, which was started for that. */
    public List<Figure> runPart(int part, Task task, Path folder) throws Exception {
        BenchFigures figures = new BenchFigures(label());
        double before = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        work().measure(part, task, folder, figures);
        return figures.add("machine", "load before", before)
                .add("machine", "load after", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                .all();
    }

    /**
     * How much is to be measured.
     *
     * @param pairs of Larmor and plain Kafka
     * @param repetitions of 32 coils × 512 × 256 that are streamed each time, and thousands of small frames
     * @param seconds of a latency's measurement
     */
    public record Task(int pairs, int repetitions, int seconds) {}

    /** The heap that a section's process gets. */
    enum Heap {
        /** All of it from the start, so that neither side of a comparison pays for its growth. */
        FIXED,
        /** What {@code serve} gets. */
        AS_SERVED
    }

    /** What a section does. */
    interface Work {
        Heap heap();

        /** How many processes it takes. */
        default int parts(Task task) {
            return 1;
        }

        /** @param folder for data, empty */
        void measure(int part, Task task, Path folder, BenchFigures figures) throws Exception;

        /** Adds what follows from several processes' figures. */
        default void conclude(BenchFigures figures) {}
    }
}
