package org.larmor.recon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.scan.Recipe;

/**
 * An ISMRMRD file's messages sorted into frames as gateway and router would have them, all in memory.
 *
 * @param imaging each frame's own readouts
 * @param calibration readouts that only calibrate (flag 20), by slot
 */
public record RecordedScan(
        ScanContext context, Map<FrameKey, List<ByteBuffer>> imaging, Map<FrameKey, List<ByteBuffer>> calibration) {
    /** The part of the heap that a file may fill. */
    private static final double SHARE = 0.6;

    /** @throws ReconException where the file is too large to be held in memory */
    public static RecordedScan read(Path path) throws IOException, HeaderException, ReconException {
        long heap = Runtime.getRuntime().maxMemory();
        if (Files.size(path) > SHARE * heap) {
            throw new ReconException(path + " has " + (Files.size(path) >> 20) + " MiB, too many for a heap of "
                    + (heap >> 20) + " MiB; give the JVM more (-Xmx)");
        }
        try (MrdFile file = MrdFile.open(path)) {
            return of(file);
        }
    }

    private static RecordedScan of(MrdFile file) throws IOException, HeaderException {
        List<ByteBuffer> noise = new ArrayList<>();
        Map<FrameKey, List<ByteBuffer>> imaging = new TreeMap<>();
        Map<FrameKey, List<ByteBuffer>> calibration = new TreeMap<>();
        MessageReader messages = file.acquisitionMessages();
        AcquisitionHeader header = new AcquisitionHeader();
        for (ByteBuffer next = messages.next(); next != null; next = messages.next()) {
            ByteBuffer message = ByteBuffer.allocate(next.remaining()).put(next.duplicate()).flip();
            header.wrap(message, 2);
            FrameKey frame = FrameKey.of(header);
            switch (ReadoutRole.of(header)) {
                case NOISE -> noise.add(message);
                case CALIBRATION ->
                    calibration.computeIfAbsent(frame.slot(), key -> new ArrayList<>()).add(message);
                case IMAGING, CALIBRATION_AND_IMAGING ->
                    imaging.computeIfAbsent(frame, key -> new ArrayList<>()).add(message);
                case OTHER -> {}
            }
        }
        return new RecordedScan(new ScanContext(HeaderReader.read(file.xml()), noise), imaging, calibration);
    }

    /** The frame by a recipe, with a model's version for a learned one. */
    public FrameInput input(FrameKey frame, Recipe recipe, @Nullable String model) {
        List<ByteBuffer> calibrating = calibration.getOrDefault(frame.slot(), List.of());
        return new FrameInput(
                context,
                frame,
                recipe,
                model,
                imaging.getOrDefault(frame, List.of()),
                calibrating,
                calibrating.isEmpty() ? companions(frame) : List.of(),
                false);
    }

    /** The frame by a classical recipe. */
    public FrameInput input(FrameKey frame, Recipe recipe) {
        return input(frame, recipe, null);
    }

    /** As many other repetitions as the acceleration interleaves, those before first. */
    private List<ByteBuffer> companions(FrameKey frame) {
        List<Encoding> encodings = context.header().encodings();
        if (frame.encodingSpace() >= encodings.size()) {
            return List.of();
        }
        int reach = encodings.get(frame.encodingSpace()).acceleration1() - 1;
        return IntStream.concat(IntStream.rangeClosed(1, reach).map(i -> -i), IntStream.rangeClosed(1, reach))
                .mapToObj(step -> new FrameKey(
                        frame.encodingSpace(),
                        frame.slice(),
                        frame.contrast(),
                        frame.phase(),
                        frame.repetition() + step,
                        frame.set()))
                .filter(imaging::containsKey)
                .limit(Math.max(0, reach))
                .flatMap(key -> imaging.get(key).stream())
                .toList();
    }
}
