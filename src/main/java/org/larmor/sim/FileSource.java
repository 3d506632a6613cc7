package org.larmor.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.file.MessageReader;
import org.larmor.mrd.file.MrdFile;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.WaveformHeader;

/** A raw-data file as a scanner would send it: its waveforms are woven in by their time stamps. */
public final class FileSource implements MessageSource {
    private final MrdFile file;
    private final MessageReader acquisitions;
    private final MessageReader waveforms;
    private final AcquisitionHeader header = new AcquisitionHeader();
    private final WaveformHeader waveformHeader = new WaveformHeader();
    private @Nullable ByteBuffer acquisition;
    private @Nullable ByteBuffer waveform;
    private boolean started;
    private boolean lastWasWaveform;

    public FileSource(Path path) throws IOException {
        this.file = MrdFile.open(path);
        try {
            this.acquisitions = file.acquisitionMessages();
            this.waveforms = file.waveformMessages();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public byte[] xml() {
        return file.xml();
    }

    @Override
    public long messages() {
        return file.acquisitions() + file.waveforms();
    }

    /** Reads the whole file once, for its headers. */
    @Override
    public int frames() throws IOException {
        Set<FrameKey> frames = new HashSet<>();
        MessageReader pass = file.acquisitionMessages();
        AcquisitionHeader read = new AcquisitionHeader();
        for (ByteBuffer message = pass.next(); message != null; message = pass.next()) {
            if (Imaging.isImaging(read.wrap(message, MessageId.BYTES))) {
                frames.add(FrameKey.of(read));
            }
        }
        return frames.size();
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        if (!started) {
            started = true;
            acquisition = acquisitions.next();
            waveform = waveforms.next();
        } else if (lastWasWaveform) {
            waveform = waveforms.next();
        } else {
            acquisition = acquisitions.next();
        }
        lastWasWaveform = waveform != null && (acquisition == null || earlier(waveform, acquisition));
        return lastWasWaveform ? waveform : acquisition;
    }

    private boolean earlier(ByteBuffer waveform, ByteBuffer acquisition) {
        int stamp = waveformHeader.wrap(waveform, MessageId.BYTES).timeStamp();
        return Integer.compareUnsigned(stamp, header.wrap(acquisition, MessageId.BYTES).acquisitionTimeStamp()) < 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
