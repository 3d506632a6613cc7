package org.larmor.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class StoredBytesTest {
    @TempDir
    private Path data;

    @Test
    void logsAreCountedByTopicAndIndicesNot() throws IOException {
        write("kafka/mrd.data-0/00000000000000000000.log", 10);
        write("kafka/mrd.data-0/00000000000000000000.index", 1000);
        write("kafka/mrd.data-11/00000000000000000000.log", 5);
        write("kafka/larmor-router-frames-changelog-3/00000000000000000007.log", 2);
        write("router/rocksdb/000012.sst", 3);
        assertThat(StoredBytes.in(data))
                .containsOnlyKeys("mrd.data", "larmor-router-frames-changelog", "files of the router's state")
                .containsEntry("mrd.data", 15L)
                .containsEntry("larmor-router-frames-changelog", 2L)
                .containsEntry("files of the router's state", 3L);
    }

    private void write(String name, int bytes) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }
}
