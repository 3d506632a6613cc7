package org.larmor.cli;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanReport;
import org.larmor.sim.stream.ScannerStream;
import org.larmor.sim.stream.Truth;

/** What a scanner got for a stream. */
record StreamReplies(ScannerStream stream, List<ReceivedImage> images, ScanReport report) {
    List<String> texts() {
        return report.texts();
    }

    List<String> metas(String name) {
        return images.stream()
                .map(image -> Objects.requireNonNullElse(meta(image, name), "-"))
                .distinct()
                .toList();
    }

    /** The largest relative error of an image, infinite where one has another size; NaN without images. */
    double error(Truth truth) {
        return images.stream().mapToDouble(image -> error(image, truth)).max().orElse(Double.NaN);
    }

    /** The largest share of pixels that are exactly zero, as where a mask was laid over an image. */
    double zeros() {
        return images.stream()
                .mapToDouble(image -> {
                    float[] pixels = image.image().floats();
                    int zeros = 0;
                    for (float pixel : pixels) {
                        zeros += pixel == 0 ? 1 : 0;
                    }
                    return zeros / (double) pixels.length;
                })
                .max()
                .orElse(0);
    }

    String errors() {
        return texts().stream().filter(text -> text.startsWith("ERR")).collect(Collectors.joining("; "));
    }

    private double error(ReceivedImage image, Truth truth) {
        ImageHeader header = image.image().header();
        float[] expected = truth.of(stream, new FrameKey(
                0, header.slice(), header.contrast(), header.phase(), header.repetition(), header.set()));
        float[] pixels = image.image().floats();
        return pixels.length == expected.length ? Truth.error(pixels, expected) : Double.POSITIVE_INFINITY;
    }

    private static @Nullable String meta(ReceivedImage image, String name) {
        try {
            return ImageMeta.parse(image.image().metaXml()).get(name);
        } catch (HeaderException e) {
            throw new AssertionError("an image whose meta cannot be read", e);
        }
    }
}
