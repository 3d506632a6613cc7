package org.larmor.jssl.eval;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.larmor.jssl.data.DataException;
import org.larmor.jssl.data.KspaceSlice;
import org.larmor.nn.Passes;

/**
 * BART's parallel imaging with L1-wavelet regularisation, by its own tools: {@code ecalib -m1}, then
 * {@code pics -S -R W:3:0:λ -i 60}.
 *
 * @param lambda by sampling ({@code 4x}); those not listed use {@code otherwise}
 */
public record BartWavelet(Map<String, Double> lambda, double otherwise) implements Method {
    private static final int ITERATIONS = 60;
    private static final int KERNEL = 6;
    /** Fewer central lines than this give no system of equations for the usual kernel. */
    private static final int LEAST_LINES = KERNEL + 2;

    private static final int DIMENSIONS = 16;

    public BartWavelet {
        lambda = Map.copyOf(lambda);
    }

    /** Whether BART can be run here. */
    public static boolean installed() {
        try {
            return new ProcessBuilder("bart", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String name() {
        return "bart-l1";
    }

    /** The weight for a sampling. */
    public double weight(String sampling) {
        return lambda.getOrDefault(sampling, otherwise);
    }

    @Override
    public float[] image(NDManager manager, Passes passes, SubsampledSlice slice) throws IOException {
        Path folder = Files.createTempDirectory("larmor-bart");
        try {
            KspaceSlice full = slice.slice();
            write(folder.resolve("kspace"), slice);
            int lines = slice.mask().acsLength();
            int kernel = lines >= LEAST_LINES ? KERNEL : Math.max(2, (lines + 1) / 2);
            if (full.coils() > 1) {
                run(folder, "ecalib", "-m1", "-k", Integer.toString(kernel), "kspace", "maps");
            } else {
                writeOnes(folder.resolve("maps"), full);
            }
            run(
                    folder,
                    "pics",
                    "-S",
                    "-R",
                    String.format(Locale.ROOT, "W:3:0:%s", weight(slice.sampling())),
                    "-i",
                    Integer.toString(ITERATIONS),
                    "kspace",
                    "maps",
                    "image");
            return slice.cropped(manager.create(
                    magnitudes(folder.resolve("image"), full),
                    new ai.djl.ndarray.types.Shape(1, full.height(), full.width())));
        } finally {
            delete(folder);
        }
    }

    /** [readout, phase, 1, coil], the first dimension fastest. */
    private static void write(Path name, SubsampledSlice slice) throws IOException {
        KspaceSlice s = slice.slice();
        boolean[] columns = slice.mask().columns();
        float[] out = new float[s.pairs().length];
        for (int c = 0; c < s.coils(); c++) {
            for (int x = 0; x < s.height(); x++) {
                for (int y = 0; y < s.width(); y++) {
                    if (columns[y]) {
                        int from = 2 * ((c * s.height() + x) * s.width() + y);
                        int to = 2 * ((c * s.width() + y) * s.height() + x);
                        out[to] = s.pairs()[from];
                        out[to + 1] = s.pairs()[from + 1];
                    }
                }
            }
        }
        write(name, out, List.of(s.height(), s.width(), 1, s.coils()));
    }

    /** One coil that sees everything alike. */
    private static void writeOnes(Path name, KspaceSlice s) throws IOException {
        float[] ones = new float[2 * s.height() * s.width()];
        for (int i = 0; i < ones.length; i += 2) {
            ones[i] = 1;
        }
        write(name, ones, List.of(s.height(), s.width(), 1, 1));
    }

    private static void write(Path name, float[] pairs, List<Integer> dimensions) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * pairs.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(pairs);
        Files.write(Path.of(name + ".cfl"), bytes.array());
        StringBuilder header = new StringBuilder("# Dimensions\n");
        for (int i = 0; i < DIMENSIONS; i++) {
            header.append(i < dimensions.size() ? dimensions.get(i) : 1).append(' ');
        }
        Files.writeString(Path.of(name + ".hdr"), header.append('\n'));
    }

    private static float[] magnitudes(Path name, KspaceSlice s) throws IOException {
        FloatBuffer pairs = ByteBuffer.wrap(Files.readAllBytes(Path.of(name + ".cfl")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        if (pairs.remaining() != 2 * s.height() * s.width()) {
            throw new DataException("BART's image has " + pairs.remaining() / 2 + " pixels");
        }
        float[] image = new float[s.height() * s.width()];
        for (int x = 0; x < s.height(); x++) {
            for (int y = 0; y < s.width(); y++) {
                int from = 2 * (y * s.height() + x);
                image[x * s.width() + y] = (float) Math.hypot(pairs.get(from), pairs.get(from + 1));
            }
        }
        return image;
    }

    private static void run(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bart"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putIfAbsent("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            if (process.waitFor() != 0) {
                throw new DataException(
                        String.join(" ", command) + " failed: " + Files.readString(folder.resolve("log")));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new DataException("interrupted while BART ran", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
