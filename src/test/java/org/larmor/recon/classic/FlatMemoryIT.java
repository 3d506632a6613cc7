package org.larmor.recon.classic;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.FrameInput;
import org.larmor.recon.MemoryGrowth;
import org.larmor.recon.Messages;
import org.larmor.recon.ScanContext;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/** Resident memory over more than a thousand frames of both kinds. */
@Tag("full")
class FlatMemoryIT {
    private static final int N = 48;
    private static final int WARM = 700;
    private static final int WINDOW = 50;

    @Test
    void nativeMemoryStaysFlatOverManyFrames() throws Throwable {
        SimulatedArray array = new SimulatedArray(4, N, N, 0.01);
        List<ByteBuffer> all = array.readouts(y -> true, h -> {});
        List<ByteBuffer> calibrated = array.readouts(y -> y % 2 == 0 || Math.abs(y - N / 2) <= 8, h -> {});
        ScanContext scan = new ScanContext(
                Messages.header(Messages.encoding(Messages.space(N, N, 1), Messages.space(N, N, 1))), List.of());
        try (ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
            MemoryGrowth growth = new MemoryGrowth();
            for (int frame = 0; frame <= 1700; frame++) {
                boolean sense = frame % 3 == 0;
                reconstructor.reconstruct(new FrameInput(
                        scan,
                        new FrameKey(0, 0, 0, 0, frame, 0),
                        sense ? Recipe.SENSE : Recipe.RSS,
                        sense ? calibrated : all,
                        List.of(),
                        List.of()));
                if (frame >= WARM && frame % WINDOW == 0) {
                    growth.measure();
                }
            }
            System.out.println("native memory grew in each " + WINDOW + " frames by KiB " + growth);
            // one leaked set of coil images a frame would be 3.4 MiB in each, one leaked gradient graph far more
            assertThat(growth.typical()).as("KiB in each window: %s", growth).isLessThan(2L << 20);
        }
    }
}
