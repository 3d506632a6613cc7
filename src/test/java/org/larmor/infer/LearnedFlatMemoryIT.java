package org.larmor.infer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.TestDevice;
import org.larmor.models.LoadedModels;
import org.larmor.models.ModelLibrary;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.nn.CoilMapping;
import org.larmor.recon.FrameInput;
import org.larmor.recon.FrameOutcome;
import org.larmor.recon.MemoryGrowth;
import org.larmor.recon.Messages;
import org.larmor.recon.ScanContext;
import org.larmor.recon.classic.SimulatedArray;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/** Memory over many frames of 64², 4 coils, alone and together, of shared and of own coil maps. */
class LearnedFlatMemoryIT {
    private static final int N = 64;
    private static final int TOGETHER = 4;
    private static final int WINDOWS = 8;

    @Test
    void isFlatOverHundredsOfFrames(@TempDir Path folder) throws Throwable {
        run(folder, 400, 3L << 20);
    }

    @Test
    @Tag("full")
    void isFlatOverTenThousandFrames(@TempDir Path folder) throws Throwable {
        run(folder, 10_000, 5L << 20);
    }

    private static void run(Path folder, int frames, long allowedInEach) throws Throwable {
        String reference = TestModels.save(folder, "reference", TestModels.random(CoilMapping.ACS));
        String product = TestModels.save(folder, "product", TestModels.residual());
        SimulatedArray array = new SimulatedArray(4, N, N, 0.01);
        List<ByteBuffer> embedded = array.readouts(y -> y % 2 == 0 || central(y), h -> {});
        List<ByteBuffer> even = array.readouts(y -> y % 2 == 0, h -> {});
        List<ByteBuffer> separate = array.readouts(
                LearnedFlatMemoryIT::central, h -> h.set(AcquisitionFlag.IS_PARALLEL_CALIBRATION));
        ScanContext scan = new ScanContext(
                Messages.header(Messages.encoding(Messages.space(N, N, 1), Messages.space(N, N, 1))), List.of());
        try (LoadedModels models = new LoadedModels(ModelLibrary.open(folder), TestDevice::memory);
                LearnedReconstructor reconstructor = new LearnedReconstructor(models, TOGETHER)) {
            MemoryGrowth growth = new MemoryGrowth();
            int arrays = 0;
            int warm = frames / 4;
            int window = (frames - warm) / WINDOWS;
            int next = warm;
            for (int frame = 0; frame < frames; ) {
                List<FrameInput> batch = new ArrayList<>();
                for (int i = 0; i < (frame % 3 == 0 ? 1 : TOGETHER); i++, frame++) {
                    FrameKey key = new FrameKey(0, 0, 0, 0, frame, 0);
                    String model = frame % 50 == 0 ? "absent@0" : frame % 2 == 0 ? reference : product;
                    boolean own = frame % 10 == 0;
                    batch.add(new FrameInput(
                            scan,
                            key,
                            Recipe.JSSL,
                            model,
                            own ? embedded : even,
                            own ? List.of() : separate,
                            List.of(),
                            false));
                }
                assertThat(reconstructor.reconstruct(batch)).allMatch(FrameOutcome.Image.class::isInstance);
                if (frame >= next) {
                    growth.measure();
                    arrays = arrays == 0 ? reconstructor.heldArrays() : arrays;
                    next += window;
                }
            }
            assertThat(reconstructor.heldArrays()).isEqualTo(arrays);
            System.out.println("native memory grew in each " + window + " frames by KiB " + growth);
            assertThat(growth.typical()).as("KiB in each window: %s", growth).isLessThan(allowedInEach);
        }
    }

    private static boolean central(int y) {
        return Math.abs(y - N / 2) <= 8;
    }
}
