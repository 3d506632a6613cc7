package org.larmor.recon.classic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Messages;
import org.larmor.recon.ScanContext;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/** Resident memory over two thousand frames of both kinds. */
class FlatMemoryIT {
    private static final int N = 48;

    @Test
    void residentMemoryStaysFlatOverManyFrames() throws Exception {
        SimulatedArray array = new SimulatedArray(4, N, N, 0.01);
        List<ByteBuffer> all = array.readouts(y -> true, h -> {});
        List<ByteBuffer> calibrated = array.readouts(y -> y % 2 == 0 || Math.abs(y - N / 2) <= 8, h -> {});
        ScanContext scan = new ScanContext(
                Messages.header(Messages.encoding(Messages.space(N, N, 1), Messages.space(N, N, 1))), List.of());
        try (ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
            long settled = 0;
            for (int frame = 0; frame < 2000; frame++) {
                boolean sense = frame % 10 == 0;
                reconstructor.reconstruct(new FrameInput(
                        scan,
                        new FrameKey(0, 0, 0, 0, frame, 0),
                        sense ? Recipe.SENSE : Recipe.RSS,
                        sense ? calibrated : all,
                        List.of(),
                        List.of()));
                if (frame == 600) {
                    settled = residentBytes();
                }
            }
            // one leaked coil image a frame would be 100 MiB, one leaked gradient graph far more
            assertThat(residentBytes() - settled).isLessThan(48L << 20);
        }
    }

    private static long residentBytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                << 10;
    }
}
