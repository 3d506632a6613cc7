package org.larmor.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.larmor.mrd.FrameKey;
import org.larmor.recon.quality.ImageQuality;
import org.larmor.sim.Magnitude;
import org.larmor.sim.ScanReport;

/**
 * What one scanner got.
 *
 * @param frames in order, each with its truth, image and quality; only those that have an image
 * @param missing frames that got none
 */
record DemoResult(DemoScanner scanner, ScanReport report, List<Frame> frames, List<FrameKey> missing) {
    /** A frame's image beside its truth. */
    record Frame(FrameKey key, Magnitude image, Magnitude truth, ImageQuality quality) {}

    static DemoResult of(
            DemoScanner scanner, ScanReport report, Map<FrameKey, Magnitude> images, Map<FrameKey, Magnitude> truths) {
        List<Frame> frames = truths.entrySet().stream()
                .filter(truth -> images.containsKey(truth.getKey()))
                .map(truth -> frame(truth.getKey(), images.get(truth.getKey()), truth.getValue()))
                .toList();
        List<FrameKey> missing = truths.keySet().stream()
                .filter(frame -> !images.containsKey(frame))
                .toList();
        return new DemoResult(scanner, report, frames, missing);
    }

    private static Frame frame(FrameKey key, Magnitude image, Magnitude truth) {
        return new Frame(key, image, truth, image.quality(truth));
    }

    /** What is wrong, in a line; nothing if all is well. */
    Optional<String> trouble() {
        String name = "scanner " + scanner.name() + ": ";
        if (report.failure() != null) {
            return Optional.of(name + report.failure());
        }
        if (!missing.isEmpty()) {
            return Optional.of(name + missing.size() + " of " + (missing.size() + frames.size())
                    + " images missing, the first of frame " + missing.getFirst());
        }
        return frames.stream()
                .filter(frame -> !(frame.quality().nrmse() <= scanner.worstNrmse()))
                .findFirst()
                .map(frame -> name + "the image of frame " + frame.key() + " is "
                        + Math.round(100 * frame.quality().nrmse()) + " % off the truth");
    }

    static Table table(List<DemoResult> results) {
        Table table = new Table(
                "scanner", "recipe", "frames", "images", "MB", "MB/s", "p50 ms", "p99 ms", "NRMSE %", "PSNR dB", "SSIM");
        for (DemoResult result : results) {
            ScanReport report = result.report;
            table.row(
                    result.scanner.name(),
                    result.scanner.config(),
                    report.frames(),
                    report.images(),
                    report.bytesSent() / 1e6,
                    report.megabytesPerSecondSent(),
                    report.latencyMillis(0.5),
                    report.latencyMillis(0.99),
                    100 * result.mean(ImageQuality::nrmse),
                    result.mean(ImageQuality::psnr),
                    result.mean(ImageQuality::ssim));
        }
        return table;
    }

    /** Over the frames; NaN where there is none. */
    double mean(ToDoubleFunction<ImageQuality> figure) {
        return frames.stream().mapToDouble(frame -> figure.applyAsDouble(frame.quality())).average().orElse(Double.NaN);
    }
}
