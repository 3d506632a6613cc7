package org.larmor.sim;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.mrd.wire.ImageHeader;

/**
 * Keeps in a folder what a scanner receives: {@code images.mrd} (the image messages as received, back to back) while it
 * receives them; afterwards one PNG an image and {@code report.json}, so that neither disturbs the timing. Images are
 * never held in memory.
 */
public final class ScanArchive implements ScanListener, AutoCloseable {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;
    private final OutputStream images;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    public ScanArchive(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.images = new BufferedOutputStream(Files.newOutputStream(imageFile()));
    }

    public Path imageFile() {
        return folder.resolve("images.mrd");
    }

    @Override
    public void image(ReceivedImage received) throws IOException {
        images.write(received.wire());
        ImageHeader header = received.image().header();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("number", received.number());
        row.put("series", header.imageSeriesIndex());
        row.put("index", header.imageIndex());
        row.put("slice", header.slice());
        row.put("contrast", header.contrast());
        row.put("phase", header.phase());
        row.put("repetition", header.repetition());
        row.put("set", header.set());
        row.put("matrix", List.of(header.matrixSize(0), header.matrixSize(1), header.matrixSize(2)));
        row.put("channels", header.channels());
        row.put("bytes", received.wire().length);
        row.put("arrived_ms", received.arrivedNanos() / 1e6);
        if (received.latencyNanos() >= 0) {
            row.put("latency_ms", received.latencyNanos() / 1e6);
        }
        row.put("png", png(received.number()));
        row.put("meta", meta(received.image().metaXml()));
        rows.add(row);
    }

    /** Writes the PNGs and the report; {@code about} says what was sent where. To be called once, after the scan. */
    public void finish(Map<String, Object> about, ScanReport report) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(about);
        all.putAll(summary(report));
        finish(all, report.texts());
    }

    /** The same for images that came otherwise than from a server. */
    public void finish(Map<String, Object> about, List<String> texts) throws IOException {
        close();
        AtomicInteger number = new AtomicInteger();
        ImageFile.read(imageFile(), image -> Magnitude.of(image).writePng(
                folder.resolve(png(number.incrementAndGet())), labels(image.metaXml())));
        Map<String, Object> all = new LinkedHashMap<>(about);
        all.put("texts", texts);
        all.put("image_list", rows);
        JSON.writeValue(folder.resolve("report.json").toFile(), all);
    }

    /** The report's figures by name, as {@code report.json} has them. */
    public static Map<String, Object> summary(ScanReport report) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("messages_sent", report.messages());
        summary.put("frames_sent", report.frames());
        summary.put("bytes_sent", report.bytesSent());
        summary.put("sending_s", report.sending().toNanos() / 1e9);
        summary.put("whole_s", report.whole().toNanos() / 1e9);
        summary.put("sent_mb_per_s", report.megabytesPerSecondSent());
        summary.put("images", report.images());
        summary.put("image_bytes", report.imageBytes());
        summary.put("images_per_s", report.imagesPerSecond());
        if (report.latencies().length > 0) {
            Map<String, Object> latency = new LinkedHashMap<>();
            latency.put("p50", report.latencyMillis(0.5));
            latency.put("p90", report.latencyMillis(0.9));
            latency.put("p99", report.latencyMillis(0.99));
            latency.put("max", report.latencyMillis(1));
            summary.put("latency_ms", latency);
        }
        summary.put("closed", report.closed());
        if (report.failure() != null) {
            summary.put("failure", report.failure());
        }
        return summary;
    }

    @Override
    public void close() throws IOException {
        images.close();
    }

    private static String png(int number) {
        return String.format("image_%05d.png", number);
    }

    /** What {@code larmor trace} goes by: of a meta that names more, no more. */
    private static Map<String, String> labels(String xml) {
        Map<String, String> labels = new LinkedHashMap<>();
        meta(xml).forEach((name, value) -> {
            if (name.startsWith("Larmor")) {
                labels.put(name, value.toString());
            }
        });
        return labels;
    }

    /** A meta that cannot be read is no reason to lose the image. */
    private static Map<String, Object> meta(String xml) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        try {
            ImageMeta meta = ImageMeta.parse(xml);
            for (String name : meta.names()) {
                List<String> values = meta.all(name);
                attributes.put(name, values.size() == 1 ? values.getFirst() : values);
            }
        } catch (HeaderException e) {
            attributes.put("unreadable", String.valueOf(e.getMessage()));
        }
        return attributes;
    }
}
