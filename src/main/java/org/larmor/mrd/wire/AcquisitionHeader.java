package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A flyweight over the 340-byte packed acquisition header (ISMRMRD {@code ISMRMRD_AcquisitionHeader}), little-endian.
 * It reads and writes in place and owns nothing; {@link #wrap} moves it.
 */
public final class AcquisitionHeader {
    public static final int BYTES = 340;

    static final int VERSION_OFFSET = 0;
    static final int FLAGS_OFFSET = 2;
    static final int MEASUREMENT_UID_OFFSET = 10;
    static final int SCAN_COUNTER_OFFSET = 14;
    static final int ACQUISITION_TIME_STAMP_OFFSET = 18;
    static final int PHYSIOLOGY_TIME_STAMP_OFFSET = 22;
    static final int NUMBER_OF_SAMPLES_OFFSET = 34;
    static final int AVAILABLE_CHANNELS_OFFSET = 36;
    static final int ACTIVE_CHANNELS_OFFSET = 38;
    static final int CHANNEL_MASK_OFFSET = 40;
    static final int DISCARD_PRE_OFFSET = 168;
    static final int DISCARD_POST_OFFSET = 170;
    static final int CENTER_SAMPLE_OFFSET = 172;
    static final int ENCODING_SPACE_REF_OFFSET = 174;
    static final int TRAJECTORY_DIMENSIONS_OFFSET = 176;
    static final int SAMPLE_TIME_US_OFFSET = 178;
    static final int POSITION_OFFSET = 182;
    static final int READ_DIR_OFFSET = 194;
    static final int PHASE_DIR_OFFSET = 206;
    static final int SLICE_DIR_OFFSET = 218;
    static final int PATIENT_TABLE_POSITION_OFFSET = 230;
    static final int IDX_OFFSET = 242;
    static final int KSPACE_ENCODE_STEP_1_OFFSET = IDX_OFFSET;
    static final int KSPACE_ENCODE_STEP_2_OFFSET = IDX_OFFSET + 2;
    static final int AVERAGE_OFFSET = IDX_OFFSET + 4;
    static final int SLICE_OFFSET = IDX_OFFSET + 6;
    static final int CONTRAST_OFFSET = IDX_OFFSET + 8;
    static final int PHASE_OFFSET = IDX_OFFSET + 10;
    static final int REPETITION_OFFSET = IDX_OFFSET + 12;
    static final int SET_OFFSET = IDX_OFFSET + 14;
    static final int SEGMENT_OFFSET = IDX_OFFSET + 16;
    static final int IDX_USER_OFFSET = IDX_OFFSET + 18;
    static final int USER_INT_OFFSET = 276;
    static final int USER_FLOAT_OFFSET = 308;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int base;

    /** Places this flyweight at an absolute offset of {@code buffer}, whose order it ignores. */
    public AcquisitionHeader wrap(ByteBuffer buffer, int offset) {
        if (offset < 0 || buffer.limit() - offset < BYTES) {
            throw new IndexOutOfBoundsException("acquisition header at " + offset + " of " + buffer.limit());
        }
        this.buffer = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.base = offset;
        return this;
    }

    /** A header of its own, all zero. */
    public static AcquisitionHeader allocate() {
        return new AcquisitionHeader().wrap(ByteBuffer.allocate(BYTES), 0);
    }

    /** A copy that outlives the buffer under this one. */
    public AcquisitionHeader copy() {
        byte[] bytes = new byte[BYTES];
        buffer.get(base, bytes);
        return new AcquisitionHeader().wrap(ByteBuffer.wrap(bytes), 0);
    }

    /** Writes the 340 bytes at {@code target}'s position and moves it on. */
    public void putTo(ByteBuffer target) {
        target.put(buffer.slice(base, BYTES));
    }

    public int version() {
        return u16(VERSION_OFFSET);
    }

    /** Bit N−1 is flag N of {@link AcquisitionFlag}. */
    public long flags() {
        return buffer.getLong(base + FLAGS_OFFSET);
    }

    public boolean has(AcquisitionFlag flag) {
        return (flags() & flag.mask()) != 0;
    }

    public int measurementUid() {
        return buffer.getInt(base + MEASUREMENT_UID_OFFSET);
    }

    public int scanCounter() {
        return buffer.getInt(base + SCAN_COUNTER_OFFSET);
    }

    /** In the scanner's own ticks (2.5 ms on some). */
    public int acquisitionTimeStamp() {
        return buffer.getInt(base + ACQUISITION_TIME_STAMP_OFFSET);
    }

    public int physiologyTimeStamp(int i) {
        return buffer.getInt(base + PHYSIOLOGY_TIME_STAMP_OFFSET + 4 * element(i, 3));
    }

    public int numberOfSamples() {
        return u16(NUMBER_OF_SAMPLES_OFFSET);
    }

    public int availableChannels() {
        return u16(AVAILABLE_CHANNELS_OFFSET);
    }

    public int activeChannels() {
        return u16(ACTIVE_CHANNELS_OFFSET);
    }

    public long channelMask(int i) {
        return buffer.getLong(base + CHANNEL_MASK_OFFSET + 8 * element(i, 16));
    }

    public int discardPre() {
        return u16(DISCARD_PRE_OFFSET);
    }

    public int discardPost() {
        return u16(DISCARD_POST_OFFSET);
    }

    public int centerSample() {
        return u16(CENTER_SAMPLE_OFFSET);
    }

    public int encodingSpaceRef() {
        return u16(ENCODING_SPACE_REF_OFFSET);
    }

    public int trajectoryDimensions() {
        return u16(TRAJECTORY_DIMENSIONS_OFFSET);
    }

    /** Dwell time of one sample in µs. */
    public float sampleTimeUs() {
        return buffer.getFloat(base + SAMPLE_TIME_US_OFFSET);
    }

    /** In mm, patient coordinates. */
    public float position(int i) {
        return vector(POSITION_OFFSET, i);
    }

    public float readDir(int i) {
        return vector(READ_DIR_OFFSET, i);
    }

    public float phaseDir(int i) {
        return vector(PHASE_DIR_OFFSET, i);
    }

    public float sliceDir(int i) {
        return vector(SLICE_DIR_OFFSET, i);
    }

    public float patientTablePosition(int i) {
        return vector(PATIENT_TABLE_POSITION_OFFSET, i);
    }

    public int kspaceEncodeStep1() {
        return u16(KSPACE_ENCODE_STEP_1_OFFSET);
    }

    public int kspaceEncodeStep2() {
        return u16(KSPACE_ENCODE_STEP_2_OFFSET);
    }

    public int average() {
        return u16(AVERAGE_OFFSET);
    }

    public int slice() {
        return u16(SLICE_OFFSET);
    }

    public int contrast() {
        return u16(CONTRAST_OFFSET);
    }

    public int phase() {
        return u16(PHASE_OFFSET);
    }

    public int repetition() {
        return u16(REPETITION_OFFSET);
    }

    public int set() {
        return u16(SET_OFFSET);
    }

    public int segment() {
        return u16(SEGMENT_OFFSET);
    }

    public int idxUser(int i) {
        return u16(IDX_USER_OFFSET + 2 * element(i, 8));
    }

    public int userInt(int i) {
        return buffer.getInt(base + USER_INT_OFFSET + 4 * element(i, 8));
    }

    public float userFloat(int i) {
        return buffer.getFloat(base + USER_FLOAT_OFFSET + 4 * element(i, 8));
    }

    /** Bytes of the trajectory that follows the header: f32 [samples][dimensions]. */
    public long trajectoryBytes() {
        return 4L * numberOfSamples() * trajectoryDimensions();
    }

    /** Bytes of the data after the trajectory: complex64 [channels][samples]. */
    public long dataBytes() {
        return 8L * numberOfSamples() * activeChannels();
    }

    /** Bytes of the whole message: id, header, trajectory, data. */
    public long messageBytes() {
        return 2L + BYTES + trajectoryBytes() + dataBytes();
    }

    public AcquisitionHeader version(int value) {
        return u16(VERSION_OFFSET, value);
    }

    public AcquisitionHeader flags(long value) {
        buffer.putLong(base + FLAGS_OFFSET, value);
        return this;
    }

    public AcquisitionHeader set(AcquisitionFlag flag) {
        return flags(flags() | flag.mask());
    }

    public AcquisitionHeader measurementUid(int value) {
        buffer.putInt(base + MEASUREMENT_UID_OFFSET, value);
        return this;
    }

    public AcquisitionHeader scanCounter(int value) {
        buffer.putInt(base + SCAN_COUNTER_OFFSET, value);
        return this;
    }

    public AcquisitionHeader acquisitionTimeStamp(int value) {
        buffer.putInt(base + ACQUISITION_TIME_STAMP_OFFSET, value);
        return this;
    }

    public AcquisitionHeader numberOfSamples(int value) {
        return u16(NUMBER_OF_SAMPLES_OFFSET, value);
    }

    public AcquisitionHeader availableChannels(int value) {
        return u16(AVAILABLE_CHANNELS_OFFSET, value);
    }

    public AcquisitionHeader activeChannels(int value) {
        return u16(ACTIVE_CHANNELS_OFFSET, value);
    }

    public AcquisitionHeader discardPre(int value) {
        return u16(DISCARD_PRE_OFFSET, value);
    }

    public AcquisitionHeader discardPost(int value) {
        return u16(DISCARD_POST_OFFSET, value);
    }

    public AcquisitionHeader centerSample(int value) {
        return u16(CENTER_SAMPLE_OFFSET, value);
    }

    public AcquisitionHeader encodingSpaceRef(int value) {
        return u16(ENCODING_SPACE_REF_OFFSET, value);
    }

    public AcquisitionHeader trajectoryDimensions(int value) {
        return u16(TRAJECTORY_DIMENSIONS_OFFSET, value);
    }

    public AcquisitionHeader sampleTimeUs(float value) {
        buffer.putFloat(base + SAMPLE_TIME_US_OFFSET, value);
        return this;
    }

    public AcquisitionHeader position(float x, float y, float z) {
        return vector(POSITION_OFFSET, x, y, z);
    }

    public AcquisitionHeader readDir(float x, float y, float z) {
        return vector(READ_DIR_OFFSET, x, y, z);
    }

    public AcquisitionHeader phaseDir(float x, float y, float z) {
        return vector(PHASE_DIR_OFFSET, x, y, z);
    }

    public AcquisitionHeader sliceDir(float x, float y, float z) {
        return vector(SLICE_DIR_OFFSET, x, y, z);
    }

    public AcquisitionHeader kspaceEncodeStep1(int value) {
        return u16(KSPACE_ENCODE_STEP_1_OFFSET, value);
    }

    public AcquisitionHeader kspaceEncodeStep2(int value) {
        return u16(KSPACE_ENCODE_STEP_2_OFFSET, value);
    }

    public AcquisitionHeader average(int value) {
        return u16(AVERAGE_OFFSET, value);
    }

    public AcquisitionHeader slice(int value) {
        return u16(SLICE_OFFSET, value);
    }

    public AcquisitionHeader contrast(int value) {
        return u16(CONTRAST_OFFSET, value);
    }

    public AcquisitionHeader phase(int value) {
        return u16(PHASE_OFFSET, value);
    }

    public AcquisitionHeader repetition(int value) {
        return u16(REPETITION_OFFSET, value);
    }

    public AcquisitionHeader setIndex(int value) {
        return u16(SET_OFFSET, value);
    }

    public AcquisitionHeader segment(int value) {
        return u16(SEGMENT_OFFSET, value);
    }

    private int u16(int offset) {
        return Short.toUnsignedInt(buffer.getShort(base + offset));
    }

    private AcquisitionHeader u16(int offset, int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("not an unsigned 16-bit value: " + value);
        }
        buffer.putShort(base + offset, (short) value);
        return this;
    }

    private float vector(int offset, int i) {
        return buffer.getFloat(base + offset + 4 * element(i, 3));
    }

    private AcquisitionHeader vector(int offset, float x, float y, float z) {
        buffer.putFloat(base + offset, x);
        buffer.putFloat(base + offset + 4, y);
        buffer.putFloat(base + offset + 8, z);
        return this;
    }

    private static int element(int i, int length) {
        return java.util.Objects.checkIndex(i, length);
    }
}
