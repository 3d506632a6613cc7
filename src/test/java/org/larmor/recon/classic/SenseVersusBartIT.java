package org.larmor.recon.classic;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.FrameInput;
import org.larmor.recon.Messages;
import org.larmor.recon.ReconImage;
import org.larmor.recon.ScanContext;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.recon.quality.SsimWindow;
import org.larmor.scan.Recipe;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CG-SENSE beside BART's {@code ecalib -m1 -r 24 -c 0}, whose maps mask no pixel either, and {@code pics -l2 -r 0.0001
 * -i 30} on its own phantom, in one run: 8 coils, 256×256, every 4th line and the 24 central ones.
 */
@Tag("full")
class SenseVersusBartIT {
    private static final int N = 256;
    private static final int COILS = 8;

    @TempDir
    Path folder;

    @Test
    void senseIsNoWorseThanBartAndTakesNoLonger() throws Exception {
        Bart.require();
        Bart bart = new Bart(folder);
        bart.run("phantom", "-x", "256", "-s8", "-k", "ksp0");
        bart.run("noise", "-n", "1", "-s", "7", "ksp0", "ksp");
        bart.write("mask", mask(), 1, N);
        bart.run("fmac", "ksp", "mask", "kspu");
        float[] clean = rss(bart, "ksp0");
        float[] noisy = rss(bart, "ksp");
        float[] zeroFilled = rss(bart, "kspu");

        double bartSeconds = bart.run("ecalib", "-m1", "-r", "24", "-c", "0", "kspu", "sens")
                + bart.run("pics", "-S", "-l2", "-r", "0.0001", "-i", "30", "kspu", "sens", "l2");
        float[] l2 = magnitude(bart.read("l2"));

        float[] ours;
        double first;
        double next;
        try (ClassicalReconstructor reconstructor = new ClassicalReconstructor()) {
            long start = System.nanoTime();
            reconstructor.reconstruct(input(bart));
            first = (System.nanoTime() - start) / 1e9;
            FrameInput again = input(bart);
            start = System.nanoTime();
            ReconImage image = reconstructor.reconstruct(again);
            next = (System.nanoTime() - start) / 1e9;
            assertThat(image.recipe()).isEqualTo(Recipe.SENSE);
            ours = image.pixels();
        }

        System.out.printf(Locale.ROOT, "%-24s %8s | %31s | %31s%n", "", "seconds", "noise-free truth", "noisy truth");
        row("zero-filled", Double.NaN, zeroFilled, clean, noisy);
        row("BART ecalib + pics L2", bartSeconds, l2, clean, noisy);
        row("Larmor sense, first", first, ours, clean, noisy);
        row("Larmor sense, next", next, ours, clean, noisy);
        for (float[] truth : List.of(clean, noisy)) {
            ImageQuality theirs = ImageQuality.fitted(l2, truth, N, N, SsimWindow.GAUSSIAN);
            ImageQuality mine = ImageQuality.fitted(ours, truth, N, N, SsimWindow.GAUSSIAN);
            assertThat(mine.psnr()).isGreaterThanOrEqualTo(theirs.psnr());
            assertThat(mine.ssim()).isGreaterThanOrEqualTo(theirs.ssim());
        }
        assertThat(first).isLessThanOrEqualTo(bartSeconds);
    }

    private static void row(String name, double seconds, float[] image, float[] clean, float[] noisy) {
        ImageQuality a = ImageQuality.fitted(image, clean, N, N, SsimWindow.GAUSSIAN);
        ImageQuality b = ImageQuality.fitted(image, noisy, N, N, SsimWindow.GAUSSIAN);
        System.out.printf(
                Locale.ROOT,
                "%-24s %8.3f | %6.2f %% %7.2f dB  SSIM %.4f | %6.2f %% %7.2f dB  SSIM %.4f%n",
                name, seconds, 100 * a.nrmse(), a.psnr(), a.ssim(), 100 * b.nrmse(), b.psnr(), b.ssim());
    }

    private static boolean sampled(int y) {
        return y % 4 == 0 || (y >= N / 2 - 12 && y < N / 2 + 12);
    }

    private static float[] mask() {
        float[] mask = new float[2 * N];
        for (int y = 0; y < N; y++) {
            mask[2 * y] = sampled(y) ? 1 : 0;
        }
        return mask;
    }

    /** BART's [x, y, 1, coil], x fastest, is [coil][y][x]. */
    private static FrameInput input(Bart bart) throws Exception {
        float[] kspace = bart.read("kspu");
        List<ByteBuffer> readouts = new ArrayList<>();
        for (int y = 0; y < N; y++) {
            if (sampled(y)) {
                readouts.add(Messages.readout(y, COILS, Messages.line(kspace, COILS, N, N, y), header -> {}));
            }
        }
        ScanContext scan = new ScanContext(
                Messages.header(Messages.encoding(Messages.space(N, N, 1), Messages.space(N, N, 1))), List.of());
        return new FrameInput(
                scan, new FrameKey(0, 0, 0, 0, 0, 0), Recipe.SENSE, readouts, List.of(), List.of());
    }

    private static float[] rss(Bart bart, String kspace) throws Exception {
        bart.run("fft", "-u", "-i", "3", kspace, "image");
        bart.run("rss", "8", "image", "rss");
        return magnitude(bart.read("rss"));
    }

    private static float[] magnitude(float[] pairs) {
        float[] magnitude = new float[pairs.length / 2];
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = (float) Math.hypot(pairs[2 * i], pairs[2 * i + 1]);
        }
        return magnitude;
    }
}
