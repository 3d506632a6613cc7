package org.larmor.recon.prepare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.larmor.mrd.Checksum;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.ReadoutRole;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.recon.FrameInput;
import org.larmor.recon.kspace.FrameLayout;
import org.larmor.recon.kspace.FrameSurvey;
import org.larmor.recon.kspace.Readouts;
import org.larmor.recon.kspace.ReconException;
import org.larmor.scan.Trajectory;

/**
 * Which of a frame's readouts its coil maps are made of: the first of these whose lines cover the centre of k-space
 * well, else the one that covers most of it: calibration readouts (flag 20) alone; they and the frame's own of flag 21;
 * the frame's own lines; the union with the slot's other repetitions. Where several repetitions calibrate, those of the
 * frame's own (flags 20, 21) come before all of these: a mixture of what moved in between would be wrong.
 *
 * Calibration readouts of another encoding space than the frame's, as converters write a reference scan with a matrix
 * of its own, come after those of the frame's.
 *
 * @param encodingSpace of the lines
 * @param layout of their encoding: what {@code firstLine} counts in
 * @param buffers where they lie
 * @param used which readouts of the buffers count
 * @param firstLine the least consecutive line, relative to the centre
 * @param lines consecutive lines that contain the centre
 * @param shared whether other repetitions of the slot would find the same, so that maps are worth keeping
 */
public record CalibrationSource(
        int encodingSpace,
        FrameLayout layout,
        List<ByteBuffer> buffers,
        Predicate<AcquisitionHeader> used,
        int firstLine,
        int lines,
        boolean shared) {
    /** Lines around the centre that are looked at, at most. */
    public static final int WINDOW = 32;

    private static final int ENOUGH = 16;

    /** @return empty where fewer than {@code fewest} lines lie around the centre */
    public static Optional<CalibrationSource> find(FrameInput input, FrameLayout layout, int fewest)
            throws ReconException {
        int space = input.frame().encodingSpace();
        Place here = new Place(space, layout);
        // another frame's calibration has its contrast and phase: its lines are not mixed with the frame's own
        boolean mine = ofFrame(input);
        List<ByteBuffer> calibrationAndOwn =
                mine ? union(input.calibration(), input.imaging()) : union(input.calibration(), input.companions());
        List<ByteBuffer> all = mine ? union(calibrationAndOwn, input.companions()) : calibrationAndOwn;
        Predicate<AcquisitionHeader> ours = header -> header.encodingSpaceRef() == space;
        Predicate<AcquisitionHeader> own = header -> header.repetition() == input.frame().repetition();
        Predicate<AcquisitionHeader> calibrating =
                ours.and(header -> ReadoutRole.of(header).calibrating());
        Predicate<AcquisitionHeader> imaging = ours.and(header -> ReadoutRole.of(header).imaging());
        CalibrationSource best = null;
        if (repetitions(input.calibration()) > 1) {
            best = covering(here, calibrationAndOwn, calibrating.and(own), false);
            if (best.lines >= ENOUGH) {
                return Optional.of(best);
            }
        }
        List<CalibrationSource> candidates = new ArrayList<>();
        candidates.add(covering(here, input.calibration(), calibrating, true));
        candidates.addAll(elsewhere(input, layout));
        candidates.add(covering(here, calibrationAndOwn, calibrating, false));
        candidates.add(covering(here, input.imaging(), imaging, false));
        candidates.add(covering(here, all, imaging.or(calibrating), true));
        for (CalibrationSource candidate : candidates) {
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

    /** Where lines lie. */
    private record Place(int encodingSpace, FrameLayout layout) {}

    /** Calibration readouts of other encoding spaces, by these. */
    private static List<CalibrationSource> elsewhere(FrameInput input, FrameLayout layout) throws ReconException {
        BitSet spaces = new BitSet();
        Readouts.forEach(input.calibration(), (header, messages, data) -> {
            if (ReadoutRole.of(header).calibrating()) {
                spaces.set(header.encodingSpaceRef());
            }
        });
        spaces.clear(input.frame().encodingSpace());
        List<Encoding> encodings = input.scan().header().encodings();
        List<CalibrationSource> found = new ArrayList<>();
        for (int space = spaces.nextSetBit(0); space >= 0; space = spaces.nextSetBit(space + 1)) {
            int here = space;
            Predicate<AcquisitionHeader> used =
                    header -> header.encodingSpaceRef() == here && ReadoutRole.of(header).calibrating();
            if (space < encodings.size() && Trajectory.of(encodings.get(space)).gridded()) {
                FrameSurvey survey = FrameSurvey.of(input.calibration(), encodings.get(space), used);
                FrameLayout theirs = FrameLayout.of(encodings.get(space), survey, new ArrayList<>());
                if (theirs.channels() == layout.channels() && theirs.z().recon() == layout.z().recon()) {
                    found.add(covering(new Place(space, theirs), input.calibration(), used, true));
                }
            }
        }
        return found;
    }

    /** Whether calibration readouts came with the frame itself; also where there are none. */
    private static boolean ofFrame(FrameInput input) throws ReconException {
        boolean[] mine = {true};
        Readouts.forEach(
                input.calibration(), (header, messages, data) -> mine[0] &= FrameKey.of(header).equals(input.frame()));
        return mine[0];
    }

    private static int repetitions(List<ByteBuffer> calibration) throws ReconException {
        BitSet repetitions = new BitSet();
        Readouts.forEach(calibration, (header, messages, data) -> repetitions.set(header.repetition()));
        return repetitions.cardinality();
    }

    private static CalibrationSource covering(
            Place place, List<ByteBuffer> buffers, Predicate<AcquisitionHeader> used, boolean shared)
            throws ReconException {
        FrameLayout layout = place.layout();
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
        return new CalibrationSource(
                place.encodingSpace(),
                layout,
                buffers,
                used,
                center ? first : 0,
                center ? last - first + 1 : 0,
                shared);
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
