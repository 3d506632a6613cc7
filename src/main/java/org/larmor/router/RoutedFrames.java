package org.larmor.router;

import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.FrameLines;
import org.larmor.scan.OtherFrames;

/** A scan's frames as the rules see them. */
record RoutedFrames(ScanFrames frames) implements OtherFrames {
    @Override
    public Optional<Known> frame(FrameKey key) {
        return frames.get(key)
                .map(frame -> new Known(
                        frame.known(),
                        // what is open for the first time may be about to change
                        frame.status() != FrameState.Status.OPEN || frame.revision() > 0));
    }

    @Override
    public List<FrameKey> calibrated(FrameKey frame) {
        return frames.calibration(frame).isPresent() ? List.of(frame) : frames.calibrated(frame.slice());
    }

    @Override
    public FrameLines calibration(FrameKey key) {
        return frames.calibration(key)
                .map(CalibrationState::lines)
                .orElse(FrameLines.NONE);
    }
}
