package org.larmor.recon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameEnd;
import org.larmor.scan.FrameLines;
import org.larmor.scan.FramePlan;
import org.larmor.scan.FramePlanner;
import org.larmor.scan.Line;
import org.larmor.scan.OtherFrames;
import org.larmor.scan.ReadoutSorter;
import org.larmor.scan.ScanFacts;

/**
 * A recorded scan's readouts sorted into frames as gateway and router would have them, and what the rule book says of
 * the frames. Not for use by several threads at once.
 *
 * @param <M> where a readout is: its message, or its number in a file
 */
public final class ScanIndex<M> implements OtherFrames {
    private final MrdHeader header;
    private final ReadoutSorter sorter = new ReadoutSorter();
    private final SequencedMap<FrameKey, Readouts<M>> imaging = new TreeMap<>();
    private final Map<FrameKey, Readouts<M>> calibration = new TreeMap<>();

    /** Readouts of one kind that came with a frame. */
    private static final class Readouts<M> {
        private final List<M> messages = new ArrayList<>();
        private final List<Line> fresh = new ArrayList<>();
        private FrameLines lines = FrameLines.NONE;
        private int channels;
    }

    public ScanIndex(MrdHeader header) {
        this.header = header;
    }

    /** Takes the next readout, in the order in which they were acquired; noise is the caller's to keep. */
    public ReadoutSorter.Kind add(AcquisitionHeader readout, M message) {
        ReadoutSorter.Kind kind = sorter.sort(readout);
        switch (kind) {
            case IMAGING -> add(imaging, readout, message);
            case CALIBRATION -> add(calibration, readout, message);
            case NOISE, OTHER -> {}
        }
        return kind;
    }

    private void add(Map<FrameKey, Readouts<M>> readouts, AcquisitionHeader readout, M message) {
        Readouts<M> of = readouts.computeIfAbsent(FrameKey.of(readout), key -> new Readouts<>());
        of.messages.add(message);
        of.fresh.add(sorter.line(readout));
        of.channels = readout.activeChannels();
    }

    /** To be called when all readouts have been added: what follows may be asked from then on. */
    public void settle() {
        settle(imaging);
        settle(calibration);
    }

    private void settle(Map<FrameKey, Readouts<M>> readouts) {
        readouts.forEach((frame, of) -> {
            of.lines = EncodingRules.of(header.encodings(), frame)
                    .map(rules -> rules.plus(FrameLines.NONE, of.fresh))
                    .orElse(FrameLines.NONE);
            of.fresh.clear();
        });
    }

    /** The frames that have readouts for an image, in order. */
    public List<FrameKey> frames() {
        return List.copyOf(imaging.sequencedKeySet());
    }

    /** Whether noise readouts lie behind imaging ones, and are not used. */
    public boolean lateNoise() {
        return sorter.lateNoise();
    }

    @Override
    public Optional<Known> frame(FrameKey key) {
        return Optional.ofNullable(imaging.get(key)).map(readouts -> new Known(readouts.lines, true));
    }

    @Override
    public List<FrameKey> calibrated(FrameKey frame) {
        return calibration.containsKey(frame) ? List.of(frame) : List.copyOf(calibration.keySet());
    }

    @Override
    public FrameLines calibration(FrameKey key) {
        Readouts<M> readouts = calibration.get(key);
        return readouts == null ? FrameLines.NONE : readouts.lines;
    }

    /** What becomes of a frame, the scan having been closed. */
    public FramePlan plan(ScanFacts facts, FrameKey frame) {
        Readouts<M> readouts = imaging.get(frame);
        return FramePlanner.plan(facts, frame, readouts.lines, readouts.channels, this, FrameEnd.SCAN_CLOSED);
    }

    /** A frame's imaging readouts. */
    public List<M> imaging(FrameKey frame) {
        return messages(imaging, frame);
    }

    /** The readouts that a plan calibrates its frame with. */
    public List<M> calibration(FramePlan plan) {
        return plan.calibration().map(key -> messages(calibration, key)).orElse(List.of());
    }

    /** The imaging readouts of a plan's companions. */
    public List<M> companions(FramePlan plan) {
        return plan.companions().stream()
                .flatMap(key -> messages(imaging, key).stream())
                .toList();
    }

    private static <M> List<M> messages(Map<FrameKey, Readouts<M>> readouts, FrameKey frame) {
        Readouts<M> of = readouts.get(frame);
        return of == null ? List.of() : List.copyOf(of.messages);
    }
}
