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
import org.larmor.recon.kspace.ReconException;
import org.larmor.recon.noise.NoiseCovariance;

/**
 * ISMRMRD raw data of Cartesian slices, one slice a frame in the order of {@link FrameKey}: averages averaged, whitened
 * where there are noise readouts, readout oversampling removed. Frames that lack lines are incomplete, their own lines
 * being their subsampling; calibration lines count among them where the header does not call them separate. Volumes, partial echoes and other trajectories are refused.
 */
public final class RawDataFile implements SliceFile {
    /** The message id before each header. */

    private final Path path;
    private final MrdFile file;
    private final MrdHeader header;
    private final List<Frame> frames;
    private final NoiseCovariance noise;
    private final FrameGrid grid = new FrameGrid();

    /** Where a frame's readouts lie in the file, and which lines they are. */
    private record Frame(FrameKey key, List<Long> acquisitions, BitSet lines) {}

    private RawDataFile(Path path, MrdFile file) throws MrdFileException, HeaderException, ReconException {
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
            } else if (role.imaging() || (role.calibrating() && embedded(at))) {
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
        noise = NoiseCovariance.of(noiseReadouts);
    }

    static RawDataFile open(Path path) {
        try {
            MrdFile file = MrdFile.open(path);
            try {
                return new RawDataFile(path, file);
            } catch (MrdFileException | HeaderException | ReconException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (MrdFileException | HeaderException | ReconException e) {
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

    /** Whether calibration lines are lines of the image that happen to lie off the regular ones. */
    private boolean embedded(AcquisitionHeader at) {
        if (at.encodingSpaceRef() >= header.encodings().size()) {
            return false;
        }
        String mode = header.encodings().get(at.encodingSpaceRef()).calibrationMode();
        return mode == null || mode.equals("embedded") || mode.equals("interleaved");
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
            return grid.slice(
                    messages(frame), encoding(frame.key()), noise, header.receiverNoiseBandwidth());
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

    private List<ByteBuffer> messages(Frame frame) throws MrdFileException {
        List<ByteBuffer> messages = new ArrayList<>();
        MessageReader reader = null;
        long next = -1;
        for (long number : frame.acquisitions()) {
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
