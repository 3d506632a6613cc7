package org.larmor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.larmor.infer.LearnedReconstructor;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderException;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ReconImage;
import org.larmor.recon.RecordedScan;
import org.larmor.recon.engine.NativeThreads;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.FramePlan;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;
import org.larmor.sim.MessageSource;
import org.larmor.sim.Phantom;
import org.larmor.sim.ScanPlan;
import org.larmor.sim.SimulatedScan;

/**
 * Times one frame of a simulated head through a reconstructor, each of a scan of its own, so that coil maps are made for
 * every one. Arguments: recipe, matrix, coils, acceleration, cores, frames, and a file that the image is written
 * to, or held against where it is there. Prints the first frame's milliseconds, then the least and the median of the
 * others, by the clock and as CPU time of the calling thread and of the process.
 */
public final class RecipeBenchmark {
    private static final int CALIBRATION = 24;
    private static final double NOISE = 0.01;

    private RecipeBenchmark() {}

    public static void main(String[] args) throws Exception {
        String recipe = args[0];
        int matrix = Integer.parseInt(args[1]);
        int coils = Integer.parseInt(args[2]);
        int acceleration = Integer.parseInt(args[3]);
        int threads = Integer.parseInt(args[4]);
        int frames = Integer.parseInt(args[5]);
        TorchEngine.load(1);
        NativeThreads.mayTakeFrom(new Semaphore(threads - 1));
        SimulatedScan scan = new SimulatedScan(
                Phantom.of(1, matrix, matrix, coils, 1),
                ScanPlan.plain().withAcceleration(acceleration, CALIBRATION).withNoise(NOISE, false));
        ModelLibrary models = ModelLibrary.bundled();
        try (LoadedModels loaded = new LoadedModels(models);
                LearnedReconstructor reconstructor = new LearnedReconstructor(loaded, 1)) {
            double[] wall = new double[frames];
            double[] thread = new double[frames];
            double[] process = new double[frames];
            ReconImage image = null;
            for (int i = 0; i < frames; i++) {
                FrameInput input = input(scan, recipe, models);
                long threadBefore = threadNanos();
                long processBefore = processNanos();
                long start = System.nanoTime();
                image = reconstructor.reconstruct(input);
                wall[i] = (System.nanoTime() - start) / 1e6;
                thread[i] = (threadNanos() - threadBefore) / 1e6;
                process[i] = (processNanos() - processBefore) / 1e6;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s %d² × %d, %d×, %d cores, ms: first %.0f; of %d others%s%s%s%n",
                    image.recipe().label(), matrix, coils, acceleration, threads, wall[0], frames - 1,
                    summary("clock", wall), summary("thread", thread), summary("process", process));
            if (args.length > 6) {
                compare(image, Path.of(args[6]));
            }
        }
    }

    private static FrameInput input(SimulatedScan simulated, String recipe, ModelLibrary models)
            throws IOException, HeaderException, ReconException {
        try (MessageSource messages = simulated.messages()) {
            RecordedScan scan = RecordedScan.of(simulated.xml(), () -> next(messages));
            String version = models.starter().orElseThrow().version();
            ScanFacts facts = new ScanFacts(
                    scan.context().header().encodings(), RecipeRequest.named(recipe).orElseThrow(), false, models.starter().map(ModelLibrary.Entry::facts), false);
            FrameKey frame = scan.frames().getFirst();
            FramePlan plan = scan.plan(facts, frame);
            return scan.input(facts, frame, plan, version);
        }
    }

    private static ByteBuffer next(MessageSource messages) {
        try {
            return messages.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String summary(String what, double[] all) {
        double[] warm = Arrays.stream(all).skip(1).sorted().toArray();
        return String.format(Locale.ROOT, ", %s least %.1f median %.1f", what, warm[0], warm[warm.length / 2]);
    }

    /** ‖image − kept‖ / ‖kept‖ and the largest difference against the largest pixel. */
    private static void compare(ReconImage image, Path file) throws IOException {
        float[] pixels = image.pixels();
        if (!Files.exists(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * pixels.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(pixels);
            Files.write(file, bytes.array());
            return;
        }
        float[] kept = new float[pixels.length];
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(kept);
        double squares = 0;
        double all = 0;
        double largest = 0;
        double brightest = 0;
        for (int i = 0; i < kept.length; i++) {
            double difference = Math.abs(pixels[i] - kept[i]);
            squares += difference * difference;
            all += (double) kept[i] * kept[i];
            largest = Math.max(largest, difference);
            brightest = Math.max(brightest, kept[i]);
        }
        System.out.printf(
                Locale.ROOT, "  against %s: %.2e of the norm, at most %.2e of the brightest%n",
                file.getFileName(), Math.sqrt(squares / all), largest / brightest);
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long processNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
