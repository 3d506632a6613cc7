package org.larmor.recon.classic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Messages;
import org.larmor.recon.ReconImage;
import org.larmor.recon.ScanContext;
import org.larmor.recon.coil.CalibrationBlock;
import org.larmor.recon.coil.Espirit;
import org.larmor.recon.engine.TorchEngine;
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.op.Fourier;
import org.larmor.recon.op.SenseNormal;
import org.larmor.scan.Recipe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels of reconstruction, of 8 coils × 256 × 256, and what is made of them: a frame from its readouts to its
 * image. The score is milliseconds. Run by {@code org.openjdk.jmh.Main ReconstructionBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx2g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReconstructionBenchmark {
    private static final int N = 256;
    private static final int COILS = 8;
    private static final int CALIBRATION = 24;
    private static final FrameKey FRAME = new FrameKey(0, 0, 0, 0, 0, 0);

    private final Espirit espirit = new Espirit();
    private NDManager manager;
    private NDArray kspace;
    private NDArray image;
    private Fourier fourier;
    private SenseNormal normal;
    private CalibrationBlock block;
    private ClassicalReconstructor reconstructor;
    private FrameInput plain;
    private FrameInput whitened;
    private FrameInput accelerated;

    @Setup
    public void prepare() {
        manager = TorchEngine.inferenceManager();
        SimulatedArray array = new SimulatedArray(COILS, N, N, 0.01);
        kspace = manager.create(array.kspace, new Shape(COILS, N, N, 2)).complex();
        image = manager.create(noise(2 * N * N), new Shape(N, N, 2)).complex();
        fourier = new Fourier(manager, N, N);
        NDArray maps = manager.create(noise(2 * COILS * N * N), new Shape(COILS, N, N, 2)).complex();
        normal = new SenseNormal(manager, maps, manager.ones(new Shape(1, 1, N)));
        block = new CalibrationBlock(COILS, CALIBRATION, CALIBRATION, centre(array));
        reconstructor = new ClassicalReconstructor();
        ScanContext quiet = scan(List.of());
        ScanContext noisy = scan(List.of(Messages.readout(0, COILS, noise(2 * COILS * N), header -> header.flags(
                AcquisitionFlag.IS_NOISE_MEASUREMENT.mask()))));
        plain = input(quiet, Recipe.RSS, array.readouts(y -> true, header -> {}));
        whitened = input(noisy, Recipe.RSS, array.readouts(y -> true, header -> {}));
        accelerated = input(quiet, Recipe.SENSE, array.readouts(
                y -> y % 4 == 0 || Math.abs(y - N / 2) < CALIBRATION / 2, header -> {}));
    }

    private static ScanContext scan(List<ByteBuffer> noise) {
        return new ScanContext(
                Messages.header(Messages.encoding(Messages.space(N, N, 1), Messages.space(N, N, 1))), noise);
    }

    private static FrameInput input(ScanContext scan, Recipe recipe, List<ByteBuffer> readouts) {
        return new FrameInput(scan, FRAME, recipe, readouts, List.of(), List.of());
    }

    private static float[] noise(int count) {
        Random random = new Random(3);
        float[] noise = new float[count];
        for (int i = 0; i < count; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    /** [coil][kx][ky] of the centre. */
    private static float[] centre(SimulatedArray array) {
        float[] centre = new float[2 * COILS * CALIBRATION * CALIBRATION];
        int first = (N - CALIBRATION) / 2;
        int at = 0;
        for (int c = 0; c < COILS; c++) {
            for (int x = 0; x < CALIBRATION; x++) {
                for (int y = 0; y < CALIBRATION; y++) {
                    int from = 2 * ((c * N + first + y) * N + first + x);
                    centre[at++] = array.kspace[from];
                    centre[at++] = array.kspace[from + 1];
                }
            }
        }
        return centre;
    }

    @TearDown
    public void close() {
        reconstructor.close();
        normal.close();
        manager.close();
    }

    @Benchmark
    public long fourier() {
        try (NDArray back = fourier.adjoint(kspace)) {
            return back.size();
        }
    }

    @Benchmark
    public long senseNormal() {
        try (NDArray applied = normal.apply(image)) {
            return applied.size();
        }
    }

    @Benchmark
    public float[] espirit() {
        return espirit.maps(manager, block, N, N);
    }

    @Benchmark
    public ReconImage rootSumOfSquares() throws ReconException {
        return reconstructor.reconstruct(plain);
    }

    @Benchmark
    public ReconImage rootSumOfSquaresWhitened() throws ReconException {
        return reconstructor.reconstruct(whitened);
    }

    /** Four-fold, 24 lines of calibration, maps kept from the frame before. */
    @Benchmark
    public ReconImage sense() throws ReconException {
        return reconstructor.reconstruct(accelerated);
    }
}
