package org.larmor.crash;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.launch.UserCache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The ahead-of-time cache of the packaged program: made, killed while it is made, used, and used when it is broken. */
@Tag("full")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class CacheKillIT {
    private static final String WITHOUT = "starts without an ahead-of-time cache";
    private static final Duration MADE_WITHIN = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @Test
    void aBrokenCacheIsNeverInTheWay() throws Exception {
        killedWhileItIsWritten();
        Process making = make();
        assertThat(making.waitFor(MADE_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(making.exitValue()).isZero();
        assertThat(left("making-")).isEmpty();
        Path cache = only();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache))).isEqualTo("rw-r--r--");

        assertThat(serve("whole", cache)).isEmpty();

        byte[] whole = Files.readAllBytes(cache);
        for (double place : new double[] {0.01, 0.3, 0.6, 0.99}) {
            Path damaged = Files.write(cache, whole);
            try (FileChannel file = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
                byte[] noise = new byte[1 << 16];
                Arrays.fill(noise, (byte) 0xA5);
                file.write(ByteBuffer.wrap(noise), (long) (place * whole.length));
            }
            assertThat(serve("damaged at " + place, null)).singleElement().asString().contains("is damaged");
        }
        try (FileChannel file = FileChannel.open(cache, StandardOpenOption.WRITE)) {
            file.truncate(whole.length / 2);
        }
        assertThat(serve("half of it", null)).singleElement().asString().contains("is damaged");

        Files.delete(cache);
        Files.write(cache.resolveSibling("larmor-00000000-00000000-00000000.aot"), whole);
        assertThat(serve("outdated", null)).singleElement().asString().contains("is of another program");
    }

    /** Kills the whole making at the moment when the JVM writes the cache; there is none, and no other process is left. */
    private void killedWhileItIsWritten() throws Exception {
        Process making = make();
        await("the cache is being written").atMost(MADE_WITHIN).pollInterval(Duration.ofMillis(5)).until(
                () -> left("making-").stream().anyMatch(work -> Files.exists(work.resolve("cache"))));
        List<ProcessHandle> all = making.descendants().toList();
        making.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
        assertThat(left("larmor-")).isEmpty();
        assertThat(left("making-")).hasSize(1);
        await("all have ended").atMost(Duration.ofSeconds(20)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    private Process make() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-jar", System.getProperty("larmor.jar"), "cache")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("making.log").toFile());
        builder.environment().putAll(environment());
        return builder.start();
    }

    /**
     * Starts a node until it is ready, and ends it.
     *
     * @param used the cache that it has to have mapped; null for none
     * @return what it said of starting without a cache
     */
    private List<String> serve(String name, @Nullable Path used) throws Exception {
        try (LarmorProcess node = new LarmorProcess(
                        name, folder.resolve(name), List.of(), List.of())
                .with(environment())) {
            node.start();
            List<String> mapped = Files.readAllLines(Path.of("/proc/" + node.endpoints().pid() + "/maps")).stream()
                    .filter(line -> line.endsWith(".aot"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
            assertThat(mapped).isEqualTo(used == null ? List.of() : List.of(used.toString()));
            node.stop();
            return node.log().lines().filter(line -> line.contains(WITHOUT)).toList();
        }
    }

    /** Caches of its own, but the engine's libraries of everybody. */
    private Map<String, String> environment() {
        File engine = UserCache.folder("djl");
        return Map.of("XDG_CACHE_HOME", folder.toString(), "DJL_CACHE_DIR", engine.getPath());
    }

    private Path only() throws IOException {
        List<Path> all = left("larmor-");
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private List<Path> left(String prefix) throws IOException {
        Path caches = folder.resolve("larmor").resolve("aot");
        if (!Files.exists(caches)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(caches)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
        }
    }
}
