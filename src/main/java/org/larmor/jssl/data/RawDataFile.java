package org.larmor.jssl.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.file.MrdFileException;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.recon.FrameInput;
import org.larmor.recon.ScanContext;
import org.larmor.recon.ScanIndex;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.EncodingRules;
import org.larmor.scan.FramePlan;
import org.larmor.scan.RecipeRequest;
import org.larmor.scan.ScanFacts;
import org.larmor.scan.ScanFacts.Model;

/**
 * ISMRMRD raw data of Cartesian slices, one slice a frame in the order of {@link FrameKey}, prepared as the worker does
 * it: averages averaged, whitened where there are noise readouts, readout oversampling removed. Frames that lack lines
 * are incomplete, their own lines being their subsampling; readouts that only calibrate give them coil maps and are no
 * part of the image. Volumes, partial echoes and other trajectories are refused.
 */
public final class RawDataFile implements SliceFile {
    private final Path path;
    private final MrdFile file;
    private final List<FrameKey> frames;
    private final ScanContext scan;
    private final FrameGrid grid = new FrameGrid();
    private final ScanIndex<Long> index;
    private final ScanFacts facts;

    private RawDataFile(Path path, MrdFile file) throws IOException, HeaderException {
        this.path = path;
        this.file = file;
        MrdHeader header = HeaderReader.read(file.xml());
        long[] number = {0};
        index = ScanIndex.of(header, file.acquisitionMessages(), message -> number[0]++);
        frames = index.frames();
        if (frames.isEmpty()) {
            throw new DataException(path + " has no imaging readouts");
        }
        // planned as for the model that is to be: what it will unfold is not bounded by what sense can
        facts = new ScanFacts(
                header.encodings(), RecipeRequest.JSSL, false, Optional.of(new Model("", Optional.empty())), false);
        scan = new ScanContext(header, messages(index.noise()));
        for (FrameKey frame : frames) {
            if (EncodingRules.of(header.encodings(), frame).map(EncodingRules::volume).orElse(false)) {
                throw new DataException(path + " is a volume (encode step 2); only slices are read");
            }
        }
    }

    static RawDataFile open(Path path) {
        try {
            MrdFile file = MrdFile.open(path);
            try {
                return new RawDataFile(path, file);
            } catch (IOException | HeaderException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException | HeaderException e) {
            throw new DataException(path + ": " + e.getMessage(), e);
        }
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
        return index.sampling(frame(slice)).whole();
    }

    @Override
    public KspaceSlice read(int slice) {
        FrameKey frame = frame(slice);
        FramePlan plan = index.plan(facts, frame);
        if (plan.refusal().isPresent()) {
            throw new DataException(path + ": slice " + slice + ": " + plan.refusal().get());
        }
        try {
            List<ByteBuffer> companions = new ArrayList<>();
            for (FrameKey companion : plan.companions()) {
                companions.addAll(messages(index.imaging(companion)));
            }
            return grid.slice(new FrameInput(
                    scan,
                    frame,
                    plan.recipe(),
                    messages(index.imaging(frame)),
                    plan.calibration().isPresent() ? messages(index.calibrating(plan.calibration().get())) : List.of(),
                    companions));
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

    /** Reads acquisitions by their numbers in the file. */
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
