package org.larmor.jssl.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.ReadoutRole;
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
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Recipe;

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
    private final List<Frame> frames;
    private final Map<FrameKey, List<Long>> calibration = new TreeMap<>();
    private final ScanContext scan;
    private final FrameGrid grid = new FrameGrid();

    /** Where a frame's imaging readouts lie in the file, and which lines they are. */
    private record Frame(FrameKey key, List<Long> acquisitions, BitSet lines) {}

    private RawDataFile(Path path, MrdFile file) throws MrdFileException, HeaderException {
        this.path = path;
        this.file = file;
        header = HeaderReader.read(file.xml());
        Map<FrameKey, Frame> found = new TreeMap<>();
        List<ByteBuffer> noiseReadouts = new ArrayList<>();
        MessageReader reader = file.acquisitionMessages();
        AcquisitionHeader at = new AcquisitionHeader();
        long number = 0;
        for (ByteBuffer message = reader.next(); message != null; message = reader.next(), number++) {
            at.wrap(message, message.position() + MessageId.BYTES);
            ReadoutRole role = ReadoutRole.of(at);
            if (role == ReadoutRole.NOISE) {
                noiseReadouts.add(copy(message));
            } else if (role == ReadoutRole.CALIBRATION) {
                calibration
                        .computeIfAbsent(FrameKey.of(at).slot(), slot -> new ArrayList<>())
                        .add(number);
            } else if (role.imaging()) {
                if (at.kspaceEncodeStep2() > 0) {
                    throw new DataException(path + " is a volume (encode step 2); only slices are read");
                }
                FrameKey key = FrameKey.of(at);
                Frame frame = found.computeIfAbsent(key, k -> new Frame(k, new ArrayList<>(), new BitSet()));
                frame.acquisitions().add(number);
                frame.lines().set(at.kspaceEncodeStep1());
            }
        }
        if (found.isEmpty()) {
            throw new DataException(path + " has no imaging readouts");
        }
        frames = List.copyOf(found.values());
        for (Frame frame : frames) {
            requireCartesian(frame.key());
        }
        scan = new ScanContext(header, noiseReadouts);
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
        Frame frame = frame(slice);
        return frame.lines().cardinality() >= encoding(frame.key()).encoded().y();
    }

    @Override
    public KspaceSlice read(int slice) {
        Frame frame = frame(slice);
        try {
            List<Long> calibrating = calibration.getOrDefault(frame.key().slot(), List.of());
            return grid.slice(new FrameInput(
                    scan,
                    frame.key(),
                    Recipe.SENSE,
                    messages(frame.acquisitions()),
                    messages(calibrating),
                    List.of()));
        } catch (MrdFileException | ReconException e) {
            throw new DataException(path + ": slice " + slice + ": " + e.getMessage(), e);
        }
    }

    private Frame frame(int slice) {
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
