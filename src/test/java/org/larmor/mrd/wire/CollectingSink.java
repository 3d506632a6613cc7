package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps every message, acquisitions included, and what the decoder asked to have placed. */
final class CollectingSink implements MrdDecoder.Sink {
    final List<MrdMessage> messages = new ArrayList<>();
    /** Every acquisition as it lay in its buffer. */
    final List<byte[]> placedBytes = new ArrayList<>();

    int largestPlaced;
    private ByteBuffer last = ByteBuffer.allocate(0);

    @Override
    public ByteBuffer place(AcquisitionHeader header, int length) {
        largestPlaced = Math.max(largestPlaced, length);
        // not at the start of its buffer, and with room behind, as in a chunk
        last = ByteBuffer.allocate(length + 10).position(7);
        return last;
    }

    @Override
    public void acquisition(AcquisitionHeader header, int length) {
        placedBytes.add(Arrays.copyOfRange(last.array(), 7, last.position()));
        int body = 7 + MessageId.BYTES + AcquisitionHeader.BYTES;
        messages.add(
                new MrdMessage.Acquisition(header.copy(), Arrays.copyOfRange(last.array(), body, last.position())));
    }

    @Override
    public void message(MrdMessage message) {
        messages.add(message);
    }
}
