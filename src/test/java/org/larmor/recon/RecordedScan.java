package org.larmor.recon;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.header.HeaderReader;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.recon.kspace.ReadoutRole;

/** An ISMRMRD file's messages sorted into frames, as the gateway and the worker would. */
public record RecordedScan(
        ScanContext context, Map<FrameKey, List<ByteBuffer>> imaging, Map<FrameKey, List<ByteBuffer>> calibration) {

    public static RecordedScan read(Path path) throws Exception {
        try (MrdFile file = MrdFile.open(path)) {
            return of(file);
        }
    }

    private static RecordedScan of(MrdFile file) throws Exception {
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

    /** @param withCompanions whether the other repetitions of the slot go along */
    public FrameInput input(FrameKey frame, Recipe recipe, boolean withCompanions) {
        List<ByteBuffer> companions = new ArrayList<>();
        if (withCompanions) {
            imaging.forEach((key, messages) -> {
                if (key.slot().equals(frame.slot()) && !key.equals(frame)) {
                    companions.addAll(messages);
                }
            });
        }
        return new FrameInput(
                context,
                frame,
                recipe,
                imaging.getOrDefault(frame, List.of()),
                calibration.getOrDefault(frame.slot(), List.of()),
                companions);
    }
}
