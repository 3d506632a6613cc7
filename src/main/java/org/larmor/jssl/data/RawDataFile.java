package org.larmor.jssl.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.file.MrdFileException;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ScanContext;
import org.larmor.recon.ScanIndex;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.FramePlan;
import org.larmor.scan.Recipe;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;

/**
 * ISMRMRD raw data of Cartesian slices, one slice a frame in the order of {@link FrameKey}, prepared as the worker does
 * it: averages averaged, whitened where there are noise readouts, readout oversampling removed. Frames that lack lines
 * are incomplete, their own lines being their subsampling; readouts that only calibrate give them coil maps and are no
 * part of the image. Volumes, partial echoes and other trajectories are refused.
 */
public final class RawDataFile implements SliceFile {
    private final Path path;
    private final MrdFile file;
    private final MrdHeader header;
    private final ScanIndex<Long> index;
    private final List<FrameKey> frames;
    private final Map<FrameKey, BitSet> lines = new TreeMap<>();
    private final ScanContext scan;
    private final FrameGrid grid = new FrameGrid();

    private RawDataFile(Path path, MrdFile file) throws MrdFileException, HeaderException {
        this.path = path;
        this.file = file;
        header = HeaderReader.read(file.xml());
        index = new ScanIndex<>(header);
        List<ByteBuffer> noise = new ArrayList<>();
        MessageReader reader = file.acquisitionMessages();
        AcquisitionHeader at = new AcquisitionHeader();
        long number = 0;
        for (ByteBuffer message = reader.next(); message != null; message = reader.next(), number++) {
            at.wrap(message, message.position() + MessageId.BYTES);
            switch (index.add(at, number)) {
                case NOISE -> noise.add(copy(message));
                case IMAGING -> {
                    if (at.kspaceEncodeStep2() > 0) {
                        throw new DataException(path + " is a volume (encode step 2); only slices are read");
                    }
                    lines.computeIfAbsent(FrameKey.of(at), key -> new BitSet()).set(at.kspaceEncodeStep1());
                }
                case CALIBRATION, OTHER -> {}
            }
        }
        index.settle();
        frames = index.frames();
        if (frames.isEmpty()) {
            throw new DataException(path + " has no imaging readouts");
        }
        for (FrameKey frame : frames) {
            requireCartesian(frame);
        }
        scan = new ScanContext(header, noise);
    }

    static RawDataFile open(Path path) {
        try {
            MrdFile file = MrdFile.open(path);
            try {
                return new RawDataFile(path, file);
            } catch (MrdFileException | HeaderException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (MrdFileException | HeaderException e) {
            throw new DataException(path + ": " + e.getMessage(), e);
        }
    }

    private void requireCartesian(FrameKey key) {
        if (key.encodingSpace() >= header.encodings().size()) {
            throw new DataException(path + " has readouts of an encoding space that its header does not describe");
        }
        String trajectory = encoding(key).trajectory();
        if (!trajectory.equals("cartesian")) {
            throw new DataException(path + " has the trajectory '" + trajectory + "'; only Cartesian slices are read");
        }
    }

    private Encoding encoding(FrameKey key) {
        return header.encodings().get(key.encodingSpace());
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int slices() {
        return frames.size();
    }

    @Override
    public boolean complete(int slice) {
        FrameKey frame = frame(slice);
        return lines.get(frame).cardinality() >= encoding(frame).encoded().y();
    }

    @Override
    public KspaceSlice read(int slice) {
        FrameKey frame = frame(slice);
        // what calibrates it, and which other frames complete its centre, is what the worker would be told
        ScanFacts facts = new ScanFacts(header.encodings(), RecipeRequest.SENSE, false, Optional.empty(), false);
        FramePlan plan = index.plan(facts, frame);
        try {
            return grid.slice(new FrameInput(
                    scan,
                    frame,
                    Recipe.SENSE,
                    messages(index.imaging(frame)),
                    messages(index.calibration(plan)),
                    messages(index.companions(plan))));
        } catch (MrdFileException | ReconException e) {
            throw new DataException(path + ": slice " + slice + ": " + e.getMessage(), e);
        }
    }

    private FrameKey frame(int slice) {
        if (slice < 0 || slice >= frames.size()) {
            throw new DataException(path + " has no slice " + slice + ", only " + frames.size());
        }
        return frames.get(slice);
    }

    private List<ByteBuffer> messages(List<Long> acquisitions) throws MrdFileException {
        List<ByteBuffer> messages = new ArrayList<>();
        MessageReader reader = null;
        long next = -1;
        for (long number : acquisitions) {
            if (reader == null || number != next) {
                reader = file.acquisitionMessages(number);
            }
            ByteBuffer message = reader.next();
            if (message == null) {
                throw new DataException(path + " has become shorter");
            }
            messages.add(copy(message));
            next = number + 1;
        }
        return messages;
    }

    private static ByteBuffer copy(ByteBuffer message) {
        return ByteBuffer.allocate(message.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(message.duplicate())
                .flip();
    }

    @Override
    public void close() {
        grid.close();
        try {
            file.close();
        } catch (MrdFileException e) {
            throw new DataException(path + ": " + e.getMessage(), e);
        }
    }
}
