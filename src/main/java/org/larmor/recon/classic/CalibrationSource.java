package org.larmor.recon.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.larmor.mrd.Checksum;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;

/**
 * Which of a frame's readouts its coil maps are made of: the first of these whose lines cover the centre of k-space
 * well, else the one that covers most of it: calibration readouts (flag 20) alone; they and the frame's own of flag 21;
 * the frame's own lines; the union with the slot's other repetitions. Where several repetitions calibrate, those of the
 * frame's own (flags 20, 21) come before all of these: a mixture of what moved in between would be wrong.
 *
 * @param buffers where they lie
 * @param used which readouts of the buffers count
 * @param firstLine the least consecutive line, relative to the centre
 * @param lines consecutive lines that contain the centre
 * @param shared whether other repetitions of the slot would find the same, so that maps are worth keeping
 */
public record CalibrationSource(
        List<ByteBuffer> buffers, Predicate<AcquisitionHeader> used, int firstLine, int lines, boolean shared) {
    /** Lines around the centre that are looked at, at most. */
    public static final int WINDOW = 32;

    private static final int ENOUGH = 16;

    /** @return empty where fewer than {@code fewest} lines lie around the centre */
    public static Optional<CalibrationSource> find(FrameInput input, FrameLayout layout, int fewest)
            throws ReconException {
        List<ByteBuffer> calibrationAndOwn = union(input.calibration(), input.imaging());
        List<ByteBuffer> all = union(calibrationAndOwn, input.companions());
        Predicate<AcquisitionHeader> own = header -> header.repetition() == input.frame().repetition();
        Predicate<AcquisitionHeader> calibrating = header -> ReadoutRole.of(header).calibrating();
        Predicate<AcquisitionHeader> imaging = header -> ReadoutRole.of(header).imaging();
        CalibrationSource best = null;
        if (repetitions(input.calibration()) > 1) {
            best = covering(layout, calibrationAndOwn, calibrating.and(own), false);
            if (best.lines >= ENOUGH) {
                return Optional.of(best);
            }
        }
        for (CalibrationSource candidate : List.of(
                covering(layout, input.calibration(), calibrating, true),
                covering(layout, calibrationAndOwn, calibrating, false),
                covering(layout, input.imaging(), imaging, false),
                covering(layout, all, imaging.or(calibrating), true))) {
            if (best == null || candidate.lines > best.lines) {
                best = candidate;
            }
            if (best.lines >= ENOUGH) {
                break;
            }
        }
        return Optional.ofNullable(best).filter(found -> found.lines >= fewest);
    }

    /** The same for the same readouts, in whatever order they come. */
    public long fingerprint() {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += (Integer.toUnsignedLong(Checksum.of(buffer)) << 24) ^ buffer.remaining();
        }
        return sum;
    }

    private static int repetitions(List<ByteBuffer> calibration) throws ReconException {
        BitSet repetitions = new BitSet();
        Readouts.forEach(calibration, (header, messages, data) -> repetitions.set(header.repetition()));
        return repetitions.cardinality();
    }

    private static CalibrationSource covering(
            FrameLayout layout, List<ByteBuffer> buffers, Predicate<AcquisitionHeader> used, boolean shared)
            throws ReconException {
        int window = Math.min(WINDOW, layout.y().encoded());
        FrameLayout narrow = layout.withLines(window);
        int partitions = layout.z().encoded();
        boolean[] seen = new boolean[window * partitions];
        Readouts.forEach(buffers, (header, messages, data) -> {
            int line = header.kspaceEncodeStep1() - layout.lineCenter();
            int partition = partitions == 1 ? 0 : header.kspaceEncodeStep2() - layout.partitionCenter();
            if (used.test(header)
                    && narrow.y().holds(line)
                    && narrow.z().holds(partition)
                    && header.activeChannels() == layout.channels()) {
                seen[(partition + partitions / 2) * window + line + window / 2] = true;
            }
        });
        int first = 0;
        while (first > -(window / 2) && complete(seen, window, partitions, first - 1)) {
            first--;
        }
        int last = -1;
        while (last < window - window / 2 - 1 && complete(seen, window, partitions, last + 1)) {
            last++;
        }
        boolean center = last >= 0;
        return new CalibrationSource(buffers, used, center ? first : 0, center ? last - first + 1 : 0, shared);
    }

    private static boolean complete(boolean[] seen, int window, int partitions, int line) {
        for (int p = 0; p < partitions; p++) {
            if (!seen[p * window + line + window / 2]) {
                return false;
            }
        }
        return true;
    }

    private static List<ByteBuffer> union(List<ByteBuffer> a, List<ByteBuffer> b) {
        List<ByteBuffer> union = new ArrayList<>(a);
        union.addAll(b);
        return union;
    }
}
