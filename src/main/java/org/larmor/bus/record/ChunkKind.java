package org.larmor.bus.record;

/** What a chunk holds, which says where it is kept. */
public enum ChunkKind {
    /** Imaging readouts of one frame, in {@code mrd.data}. */
    IMAGING(1, false),
    /** What belongs to the scan but makes no image: waveforms, navigators; in {@code mrd.data}. */
    OTHER(2, false),
    /** The XML header as received, in {@code mrd.context}. */
    HEADER(3, true),
    /** Noise readouts, in {@code mrd.context}. */
    NOISE(4, true),
    /** Readouts that only calibrate (flag 20), of one slot, in {@code mrd.context}. */
    CALIBRATION(5, true);

    private final int code;
    private final boolean context;

    ChunkKind(int code, boolean context) {
        this.code = code;
        this.context = context;
    }

    /** What stands for it in a {@link PayloadHeader}; never 0. */
    int code() {
        return code;
    }

    /** @throws RecordException where no kind has that code */
    static ChunkKind ofCode(int code) {
        for (ChunkKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new RecordException("payload of unknown kind " + code);
    }

    /** Whether it lies in {@code mrd.context}, where many frames find it, or in {@code mrd.data}. */
    public boolean isContext() {
        return context;
    }
}
