package org.larmor.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;

/** Slices whose k-space is known, as a simulated scanner sends them: of each the lines that count as acquired, upwards. */
public final class KspaceMessages implements MessageSource {
    private final byte[] xml;
    private final List<Slice> slices;
    private final List<Line> order = new ArrayList<>();
    private final ByteBuffer message;
    private final AcquisitionHeader header = new AcquisitionHeader();
    private int next;

    /**
     * A slice's k-space.
     *
     * @param pairs complex interleaved, centred [coil][readout][phase]
     * @param samples of a readout
     * @param acquired the lines that are sent, of as many as there are
     */
    public record Slice(float[] pairs, int coils, int samples, boolean[] acquired) {
        int lines() {
            return acquired.length;
        }
    }

    private record Line(int slice, int line, boolean first, boolean last) {}

    /**
     * One scan.
     *
     * @param patient the id in its header
     * @param slices all of one size
     */
    public KspaceMessages(String protocol, String patient, List<Slice> slices) {
        this.slices = List.copyOf(slices);
        Slice one = slices.getFirst();
        for (Slice slice : slices) {
            if (slice.coils() != one.coils() || slice.samples() != one.samples() || slice.lines() != one.lines()) {
                throw new IllegalArgumentException("slices of several sizes are not one scan");
            }
        }
        SimulatedHeader.Encoding encoding =
                new SimulatedHeader.Encoding(one.samples(), one.samples(), one.lines(), one.coils(), slices.size());
        this.xml = SimulatedHeader.xml(
                encoding, ScanPlan.plain().withProtocol(protocol).withPatient(patient), "of stored k-space");
        for (int slice = 0; slice < slices.size(); slice++) {
            add(slice);
        }
        this.message = ByteBuffer.allocate(MessageId.BYTES + AcquisitionHeader.BYTES + 2 * Float.BYTES * one.coils() * one.samples())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private void add(int slice) {
        boolean[] acquired = slices.get(slice).acquired();
        int first = order.size();
        for (int line = 0; line < acquired.length; line++) {
            if (acquired[line]) {
                order.add(new Line(slice, line, order.size() == first, false));
            }
        }
        if (order.size() == first) {
            throw new IllegalArgumentException("a slice without lines is not one to be sent");
        }
        Line last = order.removeLast();
        order.add(new Line(last.slice(), last.line(), last.first(), true));
    }

    @Override
    public byte[] xml() {
        return xml;
    }

    @Override
    public long messages() {
        return order.size();
    }

    @Override
    public int frames() {
        return slices.size();
    }

    @Override
    public @Nullable ByteBuffer next() {
        if (next == order.size()) {
            return null;
        }
        Line line = order.get(next);
        Slice slice = slices.get(line.slice());
        message.clear();
        MessageId.ACQUISITION.putTo(message);
        message.put(new byte[AcquisitionHeader.BYTES]);
        head(line, slice);
        for (int row = 0; row < slice.coils() * slice.samples(); row++) {
            int from = 2 * (row * slice.lines() + line.line());
            message.putFloat(slice.pairs()[from]).putFloat(slice.pairs()[from + 1]);
        }
        next++;
        return message.flip();
    }

    private void head(Line line, Slice slice) {
        header.wrap(message, MessageId.BYTES)
                .version(1)
                .scanCounter(next)
                .acquisitionTimeStamp(SimulatedMessages.FIRST_TICK + next)
                .numberOfSamples(slice.samples())
                .availableChannels(slice.coils())
                .activeChannels(slice.coils())
                .centerSample(slice.samples() / 2)
                .sampleTimeUs(SimulatedMessages.DWELL_US)
                .position(0, 0, SimulatedHeader.SLICE_MM * (line.slice() - 0.5f * (slices.size() - 1)))
                .readDir(1, 0, 0)
                .phaseDir(0, 1, 0)
                .sliceDir(0, 0, 1)
                .kspaceEncodeStep1(line.line())
                .slice(line.slice());
        SimulatedMessages.channels(header, slice.coils());
        if (line.first()) {
            header.set(AcquisitionFlag.FIRST_IN_ENCODE_STEP_1).set(AcquisitionFlag.FIRST_IN_SLICE);
        }
        if (line.last()) {
            header.set(AcquisitionFlag.LAST_IN_ENCODE_STEP_1).set(AcquisitionFlag.LAST_IN_SLICE);
        }
        if (next == order.size() - 1) {
            header.set(AcquisitionFlag.LAST_IN_MEASUREMENT);
        }
    }

    @Override
    public void close() {
        // holds nothing but memory
    }
}
