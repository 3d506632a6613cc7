package org.larmor.recon.classic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** BART's tools and its files: complex pairs, the first dimension fastest. */
final class Bart {
    private final Path folder;

    Bart(Path folder) {
        this.folder = folder;
    }

    static void require() {
        boolean here;
        try {
            here = new ProcessBuilder("bart", "version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            here = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            here = false;
        }
        if ("1".equals(System.getenv("LARMOR_REQUIRE_TOOLS"))) {
            Assertions.assertTrue(here, "bart is required");
        }
        Assumptions.assumeTrue(here, "bart is not installed");
    }

    /** Runs one tool; the seconds it took. */
    double run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bart"));
        command.addAll(List.of(arguments));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        int exit = process.waitFor();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(folder.resolve("log")));
        }
        return seconds;
    }

    float[] read(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name + ".cfl"));
        float[] pairs = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(pairs);
        return pairs;
    }

    void write(String name, float[] pairs, int... dimensions) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * pairs.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(pairs);
        Files.write(folder.resolve(name + ".cfl"), bytes.array());
        StringBuilder header = new StringBuilder("# Dimensions\n");
        for (int i = 0; i < 16; i++) {
            header.append(i < dimensions.length ? dimensions[i] : 1).append(' ');
        }
        Files.writeString(folder.resolve(name + ".hdr"), header.append('\n'));
    }
}
