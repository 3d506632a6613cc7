package org.larmor.sim.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.sim.MessageSource;

/** One reading of a stream; each readout's counter is its place in it, its time stamp grows with it. */
final class StreamMessages implements MessageSource {
    /** Ticks of 2.5 ms, one a readout. */
    private static final int FIRST_TICK = 10_000_000;

    private final ScannerStream stream;
    private int next;

    StreamMessages(ScannerStream stream) {
        this.stream = stream;
    }

    @Override
    public byte[] xml() {
        return stream.xml();
    }

    @Override
    public long messages() {
        return stream.readouts().size();
    }

    @Override
    public int frames() {
        return stream.frames();
    }

    /** @throws IOException at the end of a scan that breaks off */
    @Override
    public @Nullable ByteBuffer next() throws IOException {
        if (next == stream.readouts().size()) {
            if (stream.breaksOff()) {
                throw new IOException("the scanner breaks off, as " + stream.name() + " does");
            }
            return null;
        }
        Readout readout = stream.readouts().get(next);
        AcquisitionHeader header =
                readout.header().copy().scanCounter(next).acquisitionTimeStamp(FIRST_TICK + next);
        next++;
        MrdMessage message = MrdMessage.Acquisition.of(header, readout.trajectory(), readout.samples());
        return ByteBuffer.wrap(MrdEncoder.bytes(message)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        // holds nothing but memory
    }
}
