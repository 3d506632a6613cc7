package org.larmor.mrd;

import org.larmor.mrd.wire.AcquisitionHeader;

/**
 * What one image set is made from: everything an acquisition's encoding counters say, but for the lines, partitions,
 * averages and segments that lie inside it. All components are unsigned 16-bit counters.
 */
public record FrameKey(int encodingSpace, int slice, int contrast, int phase, int repetition, int set)
        implements Comparable<FrameKey> {

    public static FrameKey of(AcquisitionHeader header) {
        return new FrameKey(
                header.encodingSpaceRef(),
                header.slice(),
                header.contrast(),
                header.phase(),
                header.repetition(),
                header.set());
    }

    /** Reads what {@link #toString} wrote. */
    public static FrameKey parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException("not a frame key: " + text);
        }
        return new FrameKey(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]),
                Integer.parseInt(parts[5]));
    }

    /** The same place in the body and the sequence, whatever the repetition: frames that may share coil maps. */
    public FrameKey slot() {
        return new FrameKey(encodingSpace, slice, contrast, phase, 0, set);
    }

    @Override
    public int compareTo(FrameKey other) {
        int order = Integer.compare(encodingSpace, other.encodingSpace);
        order = order != 0 ? order : Integer.compare(repetition, other.repetition);
        order = order != 0 ? order : Integer.compare(set, other.set);
        order = order != 0 ? order : Integer.compare(phase, other.phase);
        order = order != 0 ? order : Integer.compare(contrast, other.contrast);
        return order != 0 ? order : Integer.compare(slice, other.slice);
    }

    /** {@code encodingSpace.slice.contrast.phase.repetition.set}. */
    @Override
    public String toString() {
        return encodingSpace + "." + slice + "." + contrast + "." + phase + "." + repetition + "." + set;
    }
}
