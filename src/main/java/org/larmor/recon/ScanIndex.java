package org.larmor.recon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameEnd;
import org.larmor.scan.FrameLines;
import org.larmor.scan.FramePlan;
import org.larmor.scan.FramePlanner;
import org.larmor.scan.Line;
import org.larmor.scan.OtherFrames;
import org.larmor.scan.ReadoutSorter;
import org.larmor.scan.Sampling;
import org.larmor.scan.ScanFacts;

/**
 * A recorded scan's readouts sorted into frames, as gateway and router would have them, and what stands for each of them:
 * its bytes, or its place in a file.
 */
public final class ScanIndex<T> implements OtherFrames {
    private final MrdHeader header;
    private final SequencedMap<FrameKey, Readouts<T>> imaging = new TreeMap<>();
    private final SequencedMap<FrameKey, Readouts<T>> calibration = new TreeMap<>();
    private final List<T> noise = new ArrayList<>();
    private final ReadoutSorter sorter = new ReadoutSorter();

    /** Readouts of one kind that came with a frame. */
    private static final class Readouts<T> {
        private final List<T> all = new ArrayList<>();
        private final List<Line> fresh = new ArrayList<>();
        private FrameLines lines = FrameLines.NONE;
        private int channels;
    }

    private ScanIndex(MrdHeader header) {
        this.header = header;
    }

    /**
     * Sorts acquisitions that are given one after the other.
     *
     * @param what makes of each message, which is overwritten by the next, what stands for it
     */
    public static <T> ScanIndex<T> of(MrdHeader header, MessageReader messages, Function<ByteBuffer, T> what)
            throws IOException {
        ScanIndex<T> index = new ScanIndex<>(header);
        AcquisitionHeader at = new AcquisitionHeader();
        for (ByteBuffer next = messages.next(); next != null; next = messages.next()) {
            at.wrap(next, next.position() + MessageId.BYTES);
            T readout = what.apply(next);
            switch (index.sorter.sort(at)) {
                case NOISE -> index.noise.add(readout);
                case CALIBRATION -> index.add(index.calibration, at, readout);
                case IMAGING -> index.add(index.imaging, at, readout);
                case OTHER -> {}
            }
        }
        index.settle(index.imaging);
        index.settle(index.calibration);
        return index;
    }

    private void add(Map<FrameKey, Readouts<T>> readouts, AcquisitionHeader at, T readout) {
        Readouts<T> of = readouts.computeIfAbsent(FrameKey.of(at), key -> new Readouts<>());
        of.all.add(readout);
        of.fresh.add(sorter.line(at));
        of.channels = at.activeChannels();
    }

    private void settle(Map<FrameKey, Readouts<T>> readouts) {
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

    /** The noise readouts that came in time. */
    public List<T> noise() {
        return List.copyOf(noise);
    }

    /** Whether noise readouts lie behind imaging ones, and are not used. */
    public boolean lateNoise() {
        return sorter.lateNoise();
    }

    /** A frame's own readouts. */
    public List<T> imaging(FrameKey frame) {
        return of(imaging, frame);
    }

    /** The calibration readouts that came with a frame. */
    public List<T> calibrating(FrameKey frame) {
        return of(calibration, frame);
    }

    private List<T> of(Map<FrameKey, Readouts<T>> readouts, FrameKey frame) {
        Readouts<T> found = readouts.get(frame);
        return found == null ? List.of() : List.copyOf(found.all);
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
        Readouts<T> readouts = calibration.get(key);
        return readouts == null ? FrameLines.NONE : readouts.lines;
    }

    /** How a frame's lines were chosen; irregular for an encoding space that the header does not describe. */
    public Sampling sampling(FrameKey frame) {
        return EncodingRules.of(header.encodings(), frame)
                .map(rules -> rules.sampling(imaging.get(frame).lines, true))
                .orElse(new Sampling.Irregular(0));
    }

    /** What becomes of a frame, the scan having been closed. */
    public FramePlan plan(ScanFacts facts, FrameKey frame) {
        Readouts<T> readouts = imaging.get(frame);
        return FramePlanner.plan(facts, frame, readouts.lines, readouts.channels, this, FrameEnd.SCAN_CLOSED);
    }
}
