package org.larmor.recon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FrameEnd;
import org.larmor.scan.FrameLines;
import org.larmor.scan.FramePlan;
import org.larmor.scan.FramePlanner;
import org.larmor.scan.Line;
import org.larmor.scan.OtherFrames;
import org.larmor.scan.ReadoutSorter;
import org.larmor.scan.ScanFacts;

/** An ISMRMRD file's messages sorted into frames as gateway and router would have them, all in memory. */
public final class RecordedScan implements OtherFrames {
    /** The part of the heap that a file may fill. */
    private static final double SHARE = 0.6;

    private final ScanContext context;
    private final SequencedMap<FrameKey, Readouts> imaging;
    private final Map<FrameKey, Readouts> calibration;
    private final boolean lateNoise;

    /** Readouts of one kind that came with a frame. */
    private static final class Readouts {
        private final List<ByteBuffer> messages = new ArrayList<>();
        private final List<Line> fresh = new ArrayList<>();
        private FrameLines lines = FrameLines.NONE;
        private int channels;
    }

    private RecordedScan(
            ScanContext context,
            SequencedMap<FrameKey, Readouts> imaging,
            Map<FrameKey, Readouts> calibration,
            boolean lateNoise) {
        this.context = context;
        this.imaging = imaging;
        this.calibration = calibration;
        this.lateNoise = lateNoise;
    }

    /** @throws ReconException where the file is too large to be held in memory */
    public static RecordedScan read(Path path) throws IOException, HeaderException, ReconException {
        long heap = Runtime.getRuntime().maxMemory();
        if (Files.size(path) > SHARE * heap) {
            throw new ReconException(path + " has " + (Files.size(path) >> 20) + " MiB, too many for a heap of "
                    + (heap >> 20) + " MiB; give the JVM more (-Xmx)");
        }
        try (MrdFile file = MrdFile.open(path)) {
            return of(file.xml(), file.acquisitionMessages());
        }
    }

    /** A scan whose acquisitions are given one after the other; their bytes are copied. */
    public static RecordedScan of(byte[] xml, MessageReader messages) throws IOException, HeaderException {
        MrdHeader header = HeaderReader.read(xml);
        List<ByteBuffer> noise = new ArrayList<>();
        TreeMap<FrameKey, Readouts> imaging = new TreeMap<>();
        TreeMap<FrameKey, Readouts> calibration = new TreeMap<>();
        AcquisitionHeader at = new AcquisitionHeader();
        ReadoutSorter sorter = new ReadoutSorter();
        for (ByteBuffer next = messages.next(); next != null; next = messages.next()) {
            ByteBuffer message = ByteBuffer.allocate(next.remaining()).put(next.duplicate()).flip();
            at.wrap(message, MessageId.BYTES);
            switch (sorter.sort(at)) {
                case NOISE -> noise.add(message);
                case CALIBRATION -> add(calibration, at, sorter.line(at), message);
                case IMAGING -> add(imaging, at, sorter.line(at), message);
                case OTHER -> {}
            }
        }
        settle(imaging, header);
        settle(calibration, header);
        return new RecordedScan(new ScanContext(header, noise), imaging, calibration, sorter.lateNoise());
    }

    private static void add(
            Map<FrameKey, Readouts> readouts, AcquisitionHeader header, Line line, ByteBuffer message) {
        Readouts of = readouts.computeIfAbsent(FrameKey.of(header), key -> new Readouts());
        of.messages.add(message);
        of.fresh.add(line);
        of.channels = header.activeChannels();
    }

    private static void settle(Map<FrameKey, Readouts> readouts, MrdHeader header) {
        readouts.forEach((frame, of) -> {
            of.lines = EncodingRules.of(header.encodings(), frame)
                    .map(rules -> rules.plus(FrameLines.NONE, of.fresh))
                    .orElse(FrameLines.NONE);
            of.fresh.clear();
        });
    }

    public ScanContext context() {
        return context;
    }

    /** The frames that have readouts for an image, in order. */
    public List<FrameKey> frames() {
        return List.copyOf(imaging.sequencedKeySet());
    }

    /** Whether noise readouts lie behind imaging ones, and are not used. */
    public boolean lateNoise() {
        return lateNoise;
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
        Readouts readouts = calibration.get(key);
        return readouts == null ? FrameLines.NONE : readouts.lines;
    }

    /** What becomes of a frame, the scan having been closed. */
    public FramePlan plan(ScanFacts facts, FrameKey frame) {
        Readouts readouts = imaging.get(frame);
        return FramePlanner.plan(facts, frame, readouts.lines, readouts.channels, this, FrameEnd.SCAN_CLOSED);
    }

    /**
     * A planned frame's input.
     *
     * @param model the version that a learned recipe shall use
     */
    public FrameInput input(ScanFacts facts, FrameKey frame, FramePlan plan, @Nullable String model) {
        return new FrameInput(
                context,
                frame,
                plan.recipe(),
                plan.recipe().learned() ? model : null,
                messages(imaging, frame),
                plan.calibration().map(key -> messages(calibration, key)).orElse(List.of()),
                plan.companions().stream()
                        .flatMap(key -> messages(imaging, key).stream())
                        .toList(),
                facts.zeroFill());
    }

    private static List<ByteBuffer> messages(Map<FrameKey, Readouts> readouts, FrameKey frame) {
        Readouts of = readouts.get(frame);
        return of == null ? List.of() : List.copyOf(of.messages);
    }
}
