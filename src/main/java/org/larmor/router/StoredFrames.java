package org.larmor.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.larmor.mrd.FrameKey;

/**
 * A scan's frames in the store {@code frames}, each under {@code scan/encodingSpace.repetition/frame}, so that what ends
 * with a repetition is found without looking at the others; and their calibration in the store {@code calibrations}, each
 * under {@code scan/slice/frame}.
 */
final class StoredFrames implements ScanFrames {
    private final KeyValueStore<String, FrameState> frames;
    private final KeyValueStore<String, CalibrationState> calibrations;
    private final String scan;

    StoredFrames(
            KeyValueStore<String, FrameState> frames, KeyValueStore<String, CalibrationState> calibrations, String scan) {
        this.frames = frames;
        this.calibrations = calibrations;
        this.scan = scan;
    }

    @Override
    public Optional<FrameState> get(FrameKey frame) {
        return Optional.ofNullable(frames.get(key(frame)));
    }

    @Override
    public List<FrameState> all() {
        return below(scan);
    }

    @Override
    public List<FrameState> ofRepetition(int encodingSpace, int repetition) {
        return below(scan + "/" + encodingSpace + "." + repetition);
    }

    private List<FrameState> below(String folder) {
        List<FrameState> all = new ArrayList<>();
        try (KeyValueIterator<String, FrameState> entries = frames.range(folder + "/", folder + "0")) { // '0' is '/' + 1
            while (entries.hasNext()) {
                all.add(entries.next().value);
            }
        }
        all.sort(Comparator.comparing(FrameState::frame));
        return all;
    }

    @Override
    public void put(FrameState frame) {
        frames.put(key(frame.frame()), frame);
    }

    @Override
    public Optional<CalibrationState> calibration(FrameKey frame) {
        return Optional.ofNullable(calibrations.get(calibrationKey(frame)));
    }

    @Override
    public List<FrameKey> calibrated(int slice) {
        List<FrameKey> calibrated = new ArrayList<>();
        String folder = scan + "/" + slice;
        try (KeyValueIterator<String, CalibrationState> entries = calibrations.range(folder + "/", folder + "0")) {
            while (entries.hasNext()) {
                String key = entries.next().key;
                calibrated.add(FrameKey.parse(key.substring(folder.length() + 1)));
            }
        }
        return calibrated;
    }

    @Override
    public void put(CalibrationState calibration) {
        calibrations.put(calibrationKey(calibration.frame()), calibration);
    }

    void clear() {
        for (FrameState frame : all()) {
            frames.delete(key(frame.frame()));
        }
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, CalibrationState> entries = calibrations.range(scan + "/", scan + "0")) {
            entries.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(calibrations::delete);
    }

    private String key(FrameKey frame) {
        return scan + "/" + frame.encodingSpace() + "." + frame.repetition() + "/" + frame;
    }

    private String calibrationKey(FrameKey frame) {
        return scan + "/" + frame.slice() + "/" + frame;
    }
}
