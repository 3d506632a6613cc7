package org.larmor.bus;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How one disk is shared out where a single broker keeps everything: half of it for k-space, a sixth for results, and
 * the rest for everything else and for what is not yet deleted.
 *
 * @param bytes that the broker has and may still get
 */
public record DiskPlan(long bytes) {
    private static final String RETENTION = "retention.bytes";
    private static final String SEGMENT = "segment.bytes";

    /** The part of the disk that a topic's retained records may take. */
    private static final Map<String, Double> SHARES =
            Map.of(Topics.DATA.name(), 1 / 2.0, Topics.RESULTS.name(), 1 / 6.0);

    /** Retention removes whole segments, so there are several to a partition; each holds a record of the largest size. */
    private static final int SEGMENTS = 8;

    private static final long SMALLEST_SEGMENT = ClientSettings.LARGEST_RECORD + (1 << 20);

    /** Of the disk that a folder is on: what is free there, and what is in the folder. */
    public static DiskPlan of(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return new DiskPlan(store.getUsableSpace() + held(folder));
    }

    private static long held(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile).mapToLong(java.io.File::length).sum();
        }
    }

    /** The topic as defined, or with less where that would not fit. */
    TopicSpec fit(TopicSpec spec) {
        Double share = SHARES.get(spec.name());
        Map<String, String> fitting = new HashMap<>();
        long partition = share == null ? Long.MAX_VALUE : (long) (bytes * share) / spec.partitions();
        if (share != null && partition < number(spec, RETENTION)) {
            fitting.put(RETENTION, String.valueOf(partition));
        }
        long segment = Math.max(SMALLEST_SEGMENT, Math.min(partition / SEGMENTS, bytes / 256));
        if (segment < number(spec, SEGMENT)) {
            fitting.put(SEGMENT, String.valueOf(segment));
        }
        return spec.with(fitting);
    }

    private static long number(TopicSpec spec, String setting) {
        return Long.parseLong(spec.config().getOrDefault(setting, String.valueOf(1L << 30)));
    }
}
