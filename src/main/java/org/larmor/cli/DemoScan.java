package org.larmor.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.sim.Magnitude;
import org.larmor.sim.MessageSource;
import org.larmor.sim.ReceivedImage;
import org.larmor.sim.ScanListener;
import org.larmor.sim.ScanReport;
import org.larmor.sim.ScannerClient;

/** One scanner's conversation, with the images it received by the frame that their meta names. */
final class DemoScan implements ScanListener {
    private static final String FRAME = "LarmorFrame";

    private final DemoScanner scanner;
    private final DemoProgress progress;
    private final Map<FrameKey, Magnitude> images = new ConcurrentHashMap<>();

    private DemoScan(DemoScanner scanner, DemoProgress progress) {
        this.scanner = scanner;
        this.progress = progress;
    }

    static DemoResult run(DemoScanner scanner, InetSocketAddress mrd, Map<FrameKey, Magnitude> truths,
            DemoProgress progress) throws IOException, InterruptedException {
        DemoScan scan = new DemoScan(scanner, progress);
        try (MessageSource source = scanner.scan().messages()) {
            ScanReport report = new ScannerClient(scanner.settings(mrd), scan).run(source);
            progress.ended(scanner, report);
            return DemoResult.of(scanner, report, scan.images, truths);
        }
    }

    @Override
    public void image(ReceivedImage received) throws IOException {
        if (images.put(frame(received), Magnitude.of(received.image())) != null) {
            throw new IOException("frame " + frame(received) + " came twice");
        }
        progress.image(scanner, images.size());
    }

    private static FrameKey frame(ReceivedImage received) throws IOException {
        try {
            String frame = ImageMeta.parse(received.image().metaXml()).get(FRAME);
            if (frame == null) {
                throw new IOException("an image without " + FRAME);
            }
            return FrameKey.parse(frame);
        } catch (HeaderException | IllegalArgumentException e) {
            throw new IOException("an image whose meta cannot be read: " + e.getMessage(), e);
        }
    }
}
