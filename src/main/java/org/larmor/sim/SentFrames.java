package org.larmor.sim;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.ImageHeader;

/** When the last readout of each frame went out. An image header knows no encoding space, so frames here have none. */
final class SentFrames {
    private final Map<FrameKey, Long> lastReadout = new ConcurrentHashMap<>();

    void sent(FrameKey frame, long nanos) {
        lastReadout.put(frame, nanos);
    }

    int count() {
        return lastReadout.size();
    }

    /** Since the frame's last readout; negative where the frame is not known. */
    long latency(ImageHeader image, long nanos) {
        Long sent = lastReadout.get(new FrameKey(
                0, image.slice(), image.contrast(), image.phase(), image.repetition(), image.set()));
        return sent == null ? -1 : Math.max(0, nanos - sent);
    }

    static FrameKey key(AcquisitionHeader header) {
        return new FrameKey(
                0, header.slice(), header.contrast(), header.phase(), header.repetition(), header.set());
    }
}
