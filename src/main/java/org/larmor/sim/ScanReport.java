package org.larmor.sim;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a scan went, as its scanner saw it.
 *
 * @param messages acquisitions and waveforms sent
 * @param frames of imaging data sent, at least in part
 * @param bytesSent all that went to the socket
 * @param images received
 * @param imageBytes of the image messages
 * @param texts received, in order
 * @param closed whether the server ended the conversation with a close (4)
 * @param failure why the scan ended otherwise, null where it ended well
 * @param sending from the connection to the last byte sent
 * @param whole from the connection to the end
 * @param latencies of the images whose frame is known, ascending, ns: from the frame's last readout to the image
 */
public record ScanReport(
        long messages,
        int frames,
        long bytesSent,
        int images,
        long imageBytes,
        List<String> texts,
        boolean closed,
        @Nullable String failure,
        Duration sending,
        Duration whole,
        long[] latencies) {

    public ScanReport {
        texts = List.copyOf(texts);
        latencies = latencies.clone();
        Arrays.sort(latencies);
    }

    /** The latency that the share {@code p} (0 to 1) of the images does not exceed, in ms; NaN where there is none. */
    public double latencyMillis(double p) {
        if (latencies.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(p * latencies.length);
        return latencies[Math.clamp(rank - 1, 0, latencies.length - 1)] / 1e6;
    }

    public double imagesPerSecond() {
        return images / Math.max(1e-9, seconds(whole));
    }

    public double megabytesPerSecondSent() {
        return bytesSent / 1e6 / Math.max(1e-9, seconds(sending));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
