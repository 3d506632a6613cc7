package org.larmor.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a node has on its disk, by the topic that it is the log of; all that is no topic's log is its state. */
final class StoredBytes {
    private static final String STATE = "files of the router's state";

    private StoredBytes() {}

    /** Bytes by topic, of all partitions, without the logs' indices, which are allocated before they are filled. */
    static Map<String, Long> in(Path data) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                boolean kafka = file.startsWith(data.resolve("kafka"));
                if (kafka && name.endsWith(".log")) {
                    String partition = String.valueOf(file.getParent().getFileName());
                    bytes.merge(partition.substring(0, partition.lastIndexOf('-')), size(file), Long::sum);
                } else if (!kafka) {
                    bytes.merge(STATE, size(file), Long::sum);
                }
            }
        }
        return bytes;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (java.nio.file.NoSuchFileException e) {
            return 0; // state that was merged into another file meanwhile
        }
    }
}
