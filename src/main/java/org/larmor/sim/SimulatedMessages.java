package org.larmor.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;

/** One reading of a simulated scan. */
final class SimulatedMessages implements MessageSource {
    static final float DWELL_US = 5;

    /** Ticks of 2.5 ms, one a readout. */
    static final int FIRST_TICK = 10_000_000;

    private final SimulatedScan scan;
    private final Phantom phantom;
    private final List<SimulatedScan.Readout> readouts;
    private final int noiseReadouts;
    private final ByteBuffer message;
    private final AcquisitionHeader header = new AcquisitionHeader();
    private final SplittableRandom random;
    private final double[] white;
    private final double[] drawn;
    private final float[] noise;
    private final double[] factor = new double[2];
    private int next;

    SimulatedMessages(SimulatedScan scan) {
        this.scan = scan;
        this.phantom = scan.phantom();
        this.readouts = scan.readouts();
        this.noiseReadouts = scan.noiseReadouts();
        int values = 2 * phantom.coils() * phantom.samples();
        this.message = ByteBuffer.allocateDirect(MessageId.BYTES + AcquisitionHeader.BYTES + Float.BYTES * values)
                .order(ByteOrder.LITTLE_ENDIAN);
        this.random = new SplittableRandom(scan.plan().seed());
        this.white = new double[2 * phantom.coils()];
        this.drawn = new double[2 * phantom.coils()];
        this.noise = new float[values];
    }

    @Override
    public byte[] xml() {
        return scan.xml();
    }

    @Override
    public long messages() {
        return (long) noiseReadouts + readouts.size();
    }

    @Override
    public int frames() {
        return scan.frames();
    }

    @Override
    public @Nullable ByteBuffer next() {
        if (next == messages()) {
            return null;
        }
        message.clear();
        begin();
        if (scan.plan().noiseLevel() > 0) {
            drawNoise();
        }
        if (next < noiseReadouts) {
            header.set(AcquisitionFlag.IS_NOISE_MEASUREMENT);
            putNoise();
        } else {
            imaging(next - noiseReadouts);
        }
        next++;
        return message.flip();
    }

    @Override
    public void close() {
        // holds nothing but memory
    }

    private void begin() {
        MessageId.ACQUISITION.putTo(message);
        message.put(new byte[AcquisitionHeader.BYTES]);
        header.wrap(message, MessageId.BYTES);
        int coils = phantom.coils();
        channels(header, coils);
        header.version(1)
                .measurementUid((int) scan.plan().seed())
                .scanCounter(next)
                .acquisitionTimeStamp(FIRST_TICK + next)
                .numberOfSamples(phantom.samples())
                .availableChannels(coils)
                .activeChannels(coils)
                .centerSample(phantom.samples() / 2)
                .sampleTimeUs(DWELL_US)
                .readDir(1, 0, 0)
                .phaseDir(0, 1, 0)
                .sliceDir(0, 0, 1);
    }

    /** Says that all coils have sent. */
    static void channels(AcquisitionHeader header, int coils) {
        for (int word = 0; word < 16; word++) {
            int bits = Math.clamp(coils - 64 * word, 0, 64);
            header.channelMask(word, bits == 64 ? -1 : (1L << bits) - 1);
        }
    }

    private void imaging(int number) {
        SimulatedScan.Readout readout = readouts.get(number);
        header.kspaceEncodeStep1(readout.line())
                .slice(readout.slice())
                .repetition(readout.repetition())
                .position(0, 0, SimulatedHeader.SLICE_MM * (readout.slice() - 0.5f * (phantom.slices() - 1)));
        flags(number, readout);
        float[] kspace = phantom.kspace(readout.slice());
        scan.factor(readout.line(), readout.repetition(), factor);
        float re = (float) factor[0];
        float im = (float) factor[1];
        int samples = phantom.samples();
        int at = MessageId.BYTES + AcquisitionHeader.BYTES;
        for (int c = 0; c < phantom.coils(); c++) {
            int from = 2 * (c * phantom.ny() + readout.line()) * samples;
            int drawnFrom = 2 * c * samples;
            for (int s = 0; s < 2 * samples; s += 2) {
                float kr = kspace[from + s];
                float ki = kspace[from + s + 1];
                message.putFloat(at, kr * re - ki * im + noise[drawnFrom + s]);
                message.putFloat(at + 4, kr * im + ki * re + noise[drawnFrom + s + 1]);
                at += 8;
            }
        }
        message.position(at);
    }

    private void flags(int number, SimulatedScan.Readout readout) {
        int repetition = readout.repetition();
        if (edge(readout, -1)) {
            header.set(AcquisitionFlag.FIRST_IN_ENCODE_STEP_1).set(AcquisitionFlag.FIRST_IN_SLICE);
        }
        if (edge(readout, 1)) {
            header.set(AcquisitionFlag.LAST_IN_ENCODE_STEP_1).set(AcquisitionFlag.LAST_IN_SLICE);
        }
        if (number == 0 || readouts.get(number - 1).repetition() != repetition) {
            header.set(AcquisitionFlag.FIRST_IN_REPETITION);
        }
        boolean last = number == readouts.size() - 1;
        if (last || readouts.get(number + 1).repetition() != repetition) {
            header.set(AcquisitionFlag.LAST_IN_REPETITION);
        }
        if (last) {
            header.set(AcquisitionFlag.LAST_IN_MEASUREMENT);
        }
        ScanPlan plan = scan.plan();
        if (plan.acceleration() > 1 && plan.flagCalibration() && plan.calibrates(readout.line(), phantom.ny())) {
            header.set(plan.onGrid(readout.line(), repetition)
                    ? AcquisitionFlag.IS_PARALLEL_CALIBRATION_AND_IMAGING
                    : AcquisitionFlag.IS_PARALLEL_CALIBRATION);
        }
    }

    /** Whether no line of the slice is acquired beyond this one, up (1) or down (−1); lines go upwards in time. */
    private boolean edge(SimulatedScan.Readout readout, int direction) {
        for (int line = readout.line() + direction; line >= 0 && line < phantom.ny(); line += direction) {
            if (scan.plan().acquires(line, phantom.ny(), readout.repetition())) {
                return false;
            }
        }
        return true;
    }

    private void drawNoise() {
        int samples = phantom.samples();
        for (int s = 0; s < samples; s++) {
            scan.noise().draw(random, white, drawn);
            for (int c = 0; c < phantom.coils(); c++) {
                noise[2 * (c * samples + s)] = (float) drawn[2 * c];
                noise[2 * (c * samples + s) + 1] = (float) drawn[2 * c + 1];
            }
        }
    }

    private void putNoise() {
        for (float value : noise) {
            message.putFloat(value);
        }
    }
}
