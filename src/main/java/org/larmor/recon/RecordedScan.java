package org.larmor.recon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.FramePlan;
import org.larmor.scan.ScanFacts;

/** An ISMRMRD file's messages sorted into frames, all in memory. */
public final class RecordedScan {
    /** The part of the heap that a file may fill. */
    private static final double SHARE = 0.6;

    private final ScanContext context;
    private final ScanIndex<ByteBuffer> index;

    private RecordedScan(ScanContext context, ScanIndex<ByteBuffer> index) {
        this.context = context;
        this.index = index;
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
        ScanIndex<ByteBuffer> index = ScanIndex.of(
                header, messages, next -> ByteBuffer.allocate(next.remaining()).put(next.duplicate()).flip());
        return new RecordedScan(new ScanContext(header, index.noise()), index);
    }

    public ScanContext context() {
        return context;
    }

    /** The frames that have readouts for an image, in order. */
    public List<FrameKey> frames() {
        return index.frames();
    }

    /** Whether noise readouts lie behind imaging ones, and are not used. */
    public boolean lateNoise() {
        return index.lateNoise();
    }

    /** What becomes of a frame, the scan having been closed. */
    public FramePlan plan(ScanFacts facts, FrameKey frame) {
        return index.plan(facts, frame);
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
                index.imaging(frame),
                plan.calibration().map(index::calibrating).orElse(List.of()),
                plan.companions().stream()
                        .flatMap(key -> index.imaging(key).stream())
                        .toList(),
                facts.zeroFill());
    }
}
