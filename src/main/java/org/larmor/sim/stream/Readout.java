package org.larmor.sim.stream;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * One readout of a stream: where it lies in the head's k-space, what its header says, and what becomes of its samples on
 * their way. What the header says need not be where it lies. Its methods give changed copies.
 *
 * @param slice of the head
 * @param partition of the head's k-space, from 0
 * @param row of the head's k-space, from 0
 * @param first sample of the whole readout that is acquired, all after it are
 * @param gain what the signal is multiplied by
 * @param header as on the wire, but for its counter and time stamps, which sending sets; not to be changed
 * @param trajectory [sample][dimension], empty for none
 * @param change what is done to the samples, [coil][sample] complex interleaved
 */
public record Readout(
        Head head,
        int slice,
        int partition,
        int row,
        int first,
        double gain,
        AcquisitionHeader header,
        float[] trajectory,
        UnaryOperator<float[]> change) {
    private static final float DWELL_US = 5;
    private static final float SLICE_MM = 5;

    /** How much of its neighbour's noise a coil takes up. */
    private static final double NEIGHBOUR = 0.3;

    /** An imaging readout whose counters say where it lies. */
    static Readout of(Head head, int slice, int partition, int row) {
        AcquisitionHeader header = AcquisitionHeader.allocate()
                .version(1)
                .measurementUid(1)
                .numberOfSamples(head.samples())
                .availableChannels(head.coils())
                .activeChannels(head.coils())
                .centerSample(head.samples() / 2)
                .sampleTimeUs(DWELL_US)
                .kspaceEncodeStep1(row)
                .kspaceEncodeStep2(partition)
                .slice(slice)
                .readDir(1, 0, 0)
                .phaseDir(0, 1, 0)
                .sliceDir(0, 0, 1)
                .position(0, 0, SLICE_MM * (slice - 0.5f * (head.slices() - 1)));
        for (int word = 0; word < 16; word++) {
            int bits = Math.clamp(head.coils() - 64 * word, 0, 64);
            header.channelMask(word, bits == 64 ? -1 : (1L << bits) - 1);
        }
        return new Readout(head, slice, partition, row, 0, 1, header, new float[0], UnaryOperator.identity());
    }

    /** Noise in place of a signal, flagged so: of another strength in each coil, and part of it its neighbour's. */
    static Readout noise(Head head, long seed) {
        return of(head, 0, 0, 0).flag(AcquisitionFlag.IS_NOISE_MEASUREMENT).changed(samples -> {
            SplittableRandom random = new SplittableRandom(seed);
            int values = samples.length / head.coils();
            float[] noise = new float[samples.length];
            for (int i = 0; i < noise.length; i++) {
                int coil = i / values;
                double shared = coil == 0 ? 0 : NEIGHBOUR * noise[i - values];
                noise[i] = (float) ((1 + 0.1 * coil) * random.nextGaussian() + shared);
            }
            return noise;
        });
    }

    /** The samples as they are sent, [coil][sample] complex interleaved. */
    float[] samples() {
        int whole = head.samples();
        int kept = whole - first;
        float[] kspace = head.kspace(slice);
        float[] samples = new float[2 * head.coils() * kept];
        for (int c = 0; c < head.coils(); c++) {
            int from = 2 * (((c * head.partitions() + partition) * head.rows() + row) * whole + first);
            for (int i = 0; i < 2 * kept; i++) {
                samples[2 * c * kept + i] = (float) (gain * kspace[from + i]);
            }
        }
        return change.apply(samples);
    }

    /** Whether the readout is meant for the image: neither noise nor a correction nor calibration alone. */
    public boolean imaging() {
        return !header.has(AcquisitionFlag.IS_NOISE_MEASUREMENT)
                && !header.has(AcquisitionFlag.IS_PHASECORR_DATA)
                && !header.has(AcquisitionFlag.IS_PARALLEL_CALIBRATION);
    }

    /** With another header. */
    Readout with(Consumer<AcquisitionHeader> settings) {
        AcquisitionHeader changed = header.copy();
        settings.accept(changed);
        return new Readout(head, slice, partition, row, first, gain, changed, trajectory, change);
    }

    Readout flag(AcquisitionFlag flag) {
        return with(h -> h.set(flag));
    }

    Readout scaled(double factor) {
        return new Readout(head, slice, partition, row, first, gain * factor, header, trajectory, change);
    }

    /** An asymmetric echo, whose first samples were never acquired. */
    Readout from(int sample) {
        Readout later =
                new Readout(head, slice, partition, row, sample, gain, header, trajectory, change);
        return later.with(h -> h.numberOfSamples(head.samples() - sample).centerSample(head.samples() / 2 - sample));
    }

    /** Acquired backwards, the last sample first, as flag 22 says. */
    Readout reversed() {
        return flag(AcquisitionFlag.IS_REVERSE).changed(samples -> {
            int coils = head.coils();
            int count = samples.length / 2 / coils;
            float[] reversed = new float[samples.length];
            for (int c = 0; c < coils; c++) {
                for (int i = 0; i < count; i++) {
                    System.arraycopy(samples, 2 * (c * count + i), reversed, 2 * (c * count + count - 1 - i), 2);
                }
            }
            return reversed;
        });
    }

    /** With samples before and after that are to be discarded, as large as the signal's own. */
    Readout padded(int before, int after) {
        int count = header.numberOfSamples();
        int longer = before + count + after;
        return with(h -> h.numberOfSamples(longer)
                        .discardPre(before)
                        .discardPost(after)
                        .centerSample(h.centerSample() + before))
                .changed(samples -> {
                    float[] padded = new float[2 * head.coils() * longer];
                    Arrays.fill(padded, 1);
                    for (int c = 0; c < head.coils(); c++) {
                        System.arraycopy(samples, 2 * c * count, padded, 2 * (c * longer + before), 2 * count);
                    }
                    return padded;
                });
    }

    /** With one value of the middle sample of the last coil replaced. */
    Readout spoiled(float value) {
        return changed(samples -> {
            float[] spoiled = samples.clone();
            spoiled[samples.length - header.numberOfSamples()] = value;
            return spoiled;
        });
    }

    /** With zeros for samples. */
    Readout silent() {
        return changed(samples -> new float[samples.length]);
    }

    /** With a trajectory in two dimensions, [sample][kx, ky] in cycles a pixel. */
    Readout along(float[] positions) {
        Readout placed = new Readout(head, slice, partition, row, first, gain, header, positions, change);
        return placed.with(h -> h.trajectoryDimensions(2));
    }

    private Readout changed(UnaryOperator<float[]> further) {
        return new Readout(head, slice, partition, row, first, gain, header, trajectory,
                samples -> further.apply(change.apply(samples)));
    }
}
