package org.larmor.recon.kspace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * Cartesian k-space complex64 [channel][z][y][x] in FFT order, filled straight from the wire's bytes; the engine
 * wraps this memory and makes its own complex array of it. The memory is kept from frame to
 * frame and freed by {@link #close}; used by one thread.
 */
public final class KspaceGrid implements AutoCloseable {
    private static final int SAMPLE_BYTES = 8;

    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private FrameLayout layout = new FrameLayout(0, AxisPlan.plain(1), AxisPlan.plain(1), AxisPlan.plain(1), 0, 0);
    private int[] counts = new int[0];

    /** Empties the grid for a frame of this layout. */
    public void begin(FrameLayout frame) {
        layout = frame;
        counts = new int[frame.y().encoded() * frame.z().encoded()];
        long needed = frame.bytes();
        if (memory.byteSize() < needed) {
            arena.close();
            arena = Arena.ofShared();
            memory = arena.allocate(needed, 64);
            bytes = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /**
     * Places one readout; a line seen before is summed for {@link #finish} to average.
     *
     * @param messages little-endian
     * @param data absolute offset of its samples
     * @throws ReconException where it does not fit the layout
     */
    public void add(AcquisitionHeader header, ByteBuffer messages, int data) throws ReconException {
        int line = header.kspaceEncodeStep1() - layout.lineCenter();
        int partition = layout.z().encoded() == 1 ? 0 : header.kspaceEncodeStep2() - layout.partitionCenter();
        if (!layout.y().holds(line) || !layout.z().holds(partition)) {
            throw new ReconException("line " + header.kspaceEncodeStep1() + ", partition "
                    + header.kspaceEncodeStep2() + " lies outside the encoded matrix");
        }
        place(header, messages, data, line, partition);
    }

    /** As {@link #add}, but a line outside the layout is left out. */
    public void addInside(AcquisitionHeader header, ByteBuffer messages, int data) throws ReconException {
        int line = header.kspaceEncodeStep1() - layout.lineCenter();
        int partition = layout.z().encoded() == 1 ? 0 : header.kspaceEncodeStep2() - layout.partitionCenter();
        if (layout.y().holds(line) && layout.z().holds(partition)) {
            place(header, messages, data, line, partition);
        }
    }

    /** Divides lines seen more than once by their number and clears those never seen. */
    public void finish() {
        int rowBytes = layout.x().encoded() * SAMPLE_BYTES;
        for (int c = 0; c < layout.channels(); c++) {
            for (int row = 0; row < counts.length; row++) {
                long at = ((long) c * counts.length + row) * rowBytes;
                if (counts[row] == 0) {
                    memory.asSlice(at, rowBytes).fill((byte) 0);
                } else if (counts[row] > 1) {
                    scale(at, 2 * layout.x().encoded(), 1f / counts[row]);
                }
            }
        }
    }

    public FrameLayout layout() {
        return layout;
    }

    /** How often a line was seen; y and z in FFT order. */
    public int count(int z, int y) {
        return counts[z * layout.y().encoded() + y];
    }

    /** Channels {@code from} to {@code to} (exclusive) as native memory, valid until the next frame. */
    public ByteBuffer channels(int from, int to) {
        int channelBytes = counts.length * layout.x().encoded() * SAMPLE_BYTES;
        return bytes.slice(from * channelBytes, (to - from) * channelBytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        arena.close();
    }

    private void place(AcquisitionHeader header, ByteBuffer messages, int data, int line, int partition)
            throws ReconException {
        if (header.activeChannels() != layout.channels()) {
            throw new ReconException("readouts of " + layout.channels() + " and of " + header.activeChannels()
                    + " channels in one frame");
        }
        ReadoutSpan span = ReadoutSpan.of(header, layout.x().encoded());
        int nx = layout.x().encoded();
        int row = AxisPlan.fftIndex(partition, layout.z().encoded()) * layout.y().encoded()
                + AxisPlan.fftIndex(line, layout.y().encoded());
        boolean first = counts[row]++ == 0;
        for (int c = 0; c < layout.channels(); c++) {
            long to = ((long) c * counts.length + row) * nx * SAMPLE_BYTES;
            int from = data + c * header.numberOfSamples() * SAMPLE_BYTES;
            if (first && span.count() < nx) {
                memory.asSlice(to, (long) nx * SAMPLE_BYTES).fill((byte) 0);
            }
            if (first && !header.has(AcquisitionFlag.IS_REVERSE)) {
                copy(messages, from, to, span, nx);
            } else {
                addSamples(messages, from, to, span, nx, header.has(AcquisitionFlag.IS_REVERSE), first);
            }
        }
    }

    /** Two runs: the samples before the centre go to the row's end, the others to its beginning. */
    private void copy(ByteBuffer messages, int from, long to, ReadoutSpan span, int nx) {
        int before = Math.clamp(-span.firstDistance(), 0, span.count());
        int start = from + span.firstSample() * SAMPLE_BYTES;
        if (before > 0) {
            bytes.put(
                    (int) to + AxisPlan.fftIndex(span.firstDistance(), nx) * SAMPLE_BYTES,
                    messages,
                    start,
                    before * SAMPLE_BYTES);
        }
        if (before < span.count()) {
            int distance = span.firstDistance() + before;
            bytes.put(
                    (int) to + distance * SAMPLE_BYTES,
                    messages,
                    start + before * SAMPLE_BYTES,
                    (span.count() - before) * SAMPLE_BYTES);
        }
    }

    private void addSamples(
            ByteBuffer messages, int from, long to, ReadoutSpan span, int nx, boolean reversed, boolean first) {
        for (int i = 0; i < span.count(); i++) {
            int sample = reversed ? span.firstSample() + span.count() - 1 - i : span.firstSample() + i;
            int source = from + sample * SAMPLE_BYTES;
            int target = (int) to + AxisPlan.fftIndex(span.firstDistance() + i, nx) * SAMPLE_BYTES;
            float re = messages.getFloat(source);
            float im = messages.getFloat(source + 4);
            bytes.putFloat(target, first ? re : bytes.getFloat(target) + re);
            bytes.putFloat(target + 4, first ? im : bytes.getFloat(target + 4) + im);
        }
    }

    private void scale(long at, int floats, float factor) {
        for (int i = 0; i < floats; i++) {
            long offset = at + 4L * i;
            memory.set(
                    ValueLayout.JAVA_FLOAT_UNALIGNED,
                    offset,
                    memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, offset) * factor);
        }
    }
}
