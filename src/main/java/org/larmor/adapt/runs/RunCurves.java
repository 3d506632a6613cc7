package org.larmor.adapt.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.ExampleImage;
import org.larmor.jssl.run.Curves;

/** The curves and example images of a run, as its process writes them and as they are put together again from events. One thread's. */
public final class RunCurves {
    private static final int AT_ONCE = 500;

    private final Path csv;
    private String columns = "";
    private int told;
    private int shown;

    /** @param folder of the run */
    RunCurves(Path folder) {
        this.csv = folder.resolve(Curves.FILE);
    }

    /** The columns, once there are rows. */
    String columns() {
        return columns;
    }

    /** The rows that have been written since it was asked last, some at a time. */
    List<String> next() throws IOException {
        if (Files.notExists(csv)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(csv);
        if (lines.size() <= 1) {
            return List.of();
        }
        columns = lines.getFirst();
        // the last one may still be written
        int whole = Files.size(csv) == lines.stream().mapToLong(line -> line.length() + 1L).sum()
                ? lines.size()
                : lines.size() - 1;
        int from = told + 1;
        int to = Math.min(whole, from + AT_ONCE);
        if (from >= to) {
            return List.of();
        }
        told = to - 1;
        return List.copyOf(lines.subList(from, to));
    }

    /** The images that it has shown since it was asked last. */
    List<ExampleImage> nextImages() throws IOException {
        List<ExampleImage> all = ExampleImages.of(csv.toAbsolutePath().getParent());
        List<ExampleImage> fresh = List.copyOf(all.subList(Math.min(shown, all.size()), all.size()));
        shown = all.size();
        return fresh;
    }

    /** The images that a run's events tell of, those of its last claim, in the order of their steps. */
    public static List<ExampleImage> images(List<AdaptEvent> events, String run) {
        Map<Long, ExampleImage> images = new TreeMap<>();
        int epoch = 0;
        for (AdaptEvent event : events) {
            if (event.what() instanceof AdaptEvent.RunProgress progress && progress.run().equals(run)) {
                if (progress.epoch() != epoch) {
                    images.clear();
                    epoch = progress.epoch();
                }
                progress.images().forEach(image -> images.put(image.step(), image));
            }
        }
        return List.copyOf(images.values());
    }

    /**
     * The curves' file as a run's events tell it.
     *
     * @return columns, then rows; empty where there are none
     */
    public static List<String> of(List<AdaptEvent> events, String run) {
        List<String> lines = new ArrayList<>();
        int epoch = 0;
        for (AdaptEvent event : events) {
            if (event.what() instanceof AdaptEvent.RunProgress progress && progress.run().equals(run)) {
                if (progress.epoch() != epoch) {
                    lines.clear();
                    epoch = progress.epoch();
                }
                if (lines.isEmpty() && !progress.rows().isEmpty()) {
                    lines.add(progress.columns());
                }
                lines.addAll(progress.rows());
            }
        }
        return lines;
    }
}
