package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A flyweight over the 340-byte packed acquisition header (ISMRMRD {@code ISMRMRD_AcquisitionHeader}), little-endian.
 * It reads and writes in place and owns nothing; {@link #wrap} moves it.
 */
public final class AcquisitionHeader extends Flyweight {
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

    /** Where members lie in the header, by the names of ISMRMRD's structure: enough of them to tell a layout by. */
    public static final Map<String, Integer> MEMBER_OFFSETS = Map.of(
            "flags", FLAGS_OFFSET,
            "number_of_samples", NUMBER_OF_SAMPLES_OFFSET,
            "active_channels", ACTIVE_CHANNELS_OFFSET,
            "channel_mask", CHANNEL_MASK_OFFSET,
            "trajectory_dimensions", TRAJECTORY_DIMENSIONS_OFFSET,
            "sample_time_us", SAMPLE_TIME_US_OFFSET,
            "idx", IDX_OFFSET,
            "idx.segment", SEGMENT_OFFSET,
            "user_int", USER_INT_OFFSET,
            "user_float", USER_FLOAT_OFFSET);

    private static final long COMPRESSED = AcquisitionFlag.COMPRESSION1.mask()
            | AcquisitionFlag.COMPRESSION2.mask()
            | AcquisitionFlag.COMPRESSION3.mask()
            | AcquisitionFlag.COMPRESSION4.mask();

    public AcquisitionHeader() {
        super(BYTES);
    }

    /** Places this flyweight at an absolute offset of {@code buffer}, whose order it ignores. */
    public AcquisitionHeader wrap(ByteBuffer buffer, int offset) {
        place(buffer, offset);
        return this;
    }

    /** A header of its own, all zero. */
    public static AcquisitionHeader allocate() {
        return new AcquisitionHeader().wrap(ByteBuffer.allocate(BYTES), 0);
    }

    /** A copy that outlives the buffer under this one. */
    public AcquisitionHeader copy() {
        return new AcquisitionHeader().wrap(copyBytes(), 0);
    }

    public int version() {
        return u16(VERSION_OFFSET);
    }

    /** Bit N−1 is flag N of {@link AcquisitionFlag}. */
    public long flags() {
        return i64(FLAGS_OFFSET);
    }

    public boolean has(AcquisitionFlag flag) {
        return (flags() & flag.mask()) != 0;
    }

    /** Says whether a flag tells that the samples are compressed. */
    public boolean isCompressed() {
        return (flags() & COMPRESSED) != 0;
    }

    public int measurementUid() {
        return i32(MEASUREMENT_UID_OFFSET);
    }

    public int scanCounter() {
        return i32(SCAN_COUNTER_OFFSET);
    }

    /** In the scanner's own ticks (2.5 ms on some). */
    public int acquisitionTimeStamp() {
        return i32(ACQUISITION_TIME_STAMP_OFFSET);
    }

    public int physiologyTimeStamp(int i) {
        return i32(at(PHYSIOLOGY_TIME_STAMP_OFFSET, i, 3, 4));
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
        return i64(at(CHANNEL_MASK_OFFSET, i, 16, 8));
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
        return f32(SAMPLE_TIME_US_OFFSET);
    }

    /** In mm, patient coordinates. */
    public float position(int i) {
        return f32(at(POSITION_OFFSET, i, 3, 4));
    }

    public float readDir(int i) {
        return f32(at(READ_DIR_OFFSET, i, 3, 4));
    }

    public float phaseDir(int i) {
        return f32(at(PHASE_DIR_OFFSET, i, 3, 4));
    }

    public float sliceDir(int i) {
        return f32(at(SLICE_DIR_OFFSET, i, 3, 4));
    }

    public float patientTablePosition(int i) {
        return f32(at(PATIENT_TABLE_POSITION_OFFSET, i, 3, 4));
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
        return u16(at(IDX_USER_OFFSET, i, 8, 2));
    }

    public int userInt(int i) {
        return i32(at(USER_INT_OFFSET, i, 8, 4));
    }

    public float userFloat(int i) {
        return f32(at(USER_FLOAT_OFFSET, i, 8, 4));
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
        return (long) MessageId.BYTES + BYTES + trajectoryBytes() + dataBytes();
    }

    public AcquisitionHeader version(int value) {
        putU16(VERSION_OFFSET, value);
        return this;
    }

    public AcquisitionHeader flags(long value) {
        putI64(FLAGS_OFFSET, value);
        return this;
    }

    public AcquisitionHeader set(AcquisitionFlag flag) {
        return flags(flags() | flag.mask());
    }

    public AcquisitionHeader measurementUid(int value) {
        putI32(MEASUREMENT_UID_OFFSET, value);
        return this;
    }

    public AcquisitionHeader scanCounter(int value) {
        putI32(SCAN_COUNTER_OFFSET, value);
        return this;
    }

    public AcquisitionHeader acquisitionTimeStamp(int value) {
        putI32(ACQUISITION_TIME_STAMP_OFFSET, value);
        return this;
    }

    public AcquisitionHeader numberOfSamples(int value) {
        putU16(NUMBER_OF_SAMPLES_OFFSET, value);
        return this;
    }

    public AcquisitionHeader availableChannels(int value) {
        putU16(AVAILABLE_CHANNELS_OFFSET, value);
        return this;
    }

    public AcquisitionHeader activeChannels(int value) {
        putU16(ACTIVE_CHANNELS_OFFSET, value);
        return this;
    }

    public AcquisitionHeader discardPre(int value) {
        putU16(DISCARD_PRE_OFFSET, value);
        return this;
    }

    public AcquisitionHeader discardPost(int value) {
        putU16(DISCARD_POST_OFFSET, value);
        return this;
    }

    public AcquisitionHeader centerSample(int value) {
        putU16(CENTER_SAMPLE_OFFSET, value);
        return this;
    }

    public AcquisitionHeader encodingSpaceRef(int value) {
        putU16(ENCODING_SPACE_REF_OFFSET, value);
        return this;
    }

    public AcquisitionHeader trajectoryDimensions(int value) {
        putU16(TRAJECTORY_DIMENSIONS_OFFSET, value);
        return this;
    }

    public AcquisitionHeader sampleTimeUs(float value) {
        putF32(SAMPLE_TIME_US_OFFSET, value);
        return this;
    }

    public AcquisitionHeader position(float x, float y, float z) {
        putVector(POSITION_OFFSET, x, y, z);
        return this;
    }

    public AcquisitionHeader readDir(float x, float y, float z) {
        putVector(READ_DIR_OFFSET, x, y, z);
        return this;
    }

    public AcquisitionHeader phaseDir(float x, float y, float z) {
        putVector(PHASE_DIR_OFFSET, x, y, z);
        return this;
    }

    public AcquisitionHeader sliceDir(float x, float y, float z) {
        putVector(SLICE_DIR_OFFSET, x, y, z);
        return this;
    }

    public AcquisitionHeader kspaceEncodeStep1(int value) {
        putU16(KSPACE_ENCODE_STEP_1_OFFSET, value);
        return this;
    }

    public AcquisitionHeader kspaceEncodeStep2(int value) {
        putU16(KSPACE_ENCODE_STEP_2_OFFSET, value);
        return this;
    }

    public AcquisitionHeader average(int value) {
        putU16(AVERAGE_OFFSET, value);
        return this;
    }

    public AcquisitionHeader slice(int value) {
        putU16(SLICE_OFFSET, value);
        return this;
    }

    public AcquisitionHeader contrast(int value) {
        putU16(CONTRAST_OFFSET, value);
        return this;
    }

    public AcquisitionHeader phase(int value) {
        putU16(PHASE_OFFSET, value);
        return this;
    }

    public AcquisitionHeader repetition(int value) {
        putU16(REPETITION_OFFSET, value);
        return this;
    }

    public AcquisitionHeader setIndex(int value) {
        putU16(SET_OFFSET, value);
        return this;
    }

    public AcquisitionHeader segment(int value) {
        putU16(SEGMENT_OFFSET, value);
        return this;
    }

    public AcquisitionHeader physiologyTimeStamp(int i, int value) {
        putI32(at(PHYSIOLOGY_TIME_STAMP_OFFSET, i, 3, 4), value);
        return this;
    }

    public AcquisitionHeader channelMask(int i, long value) {
        putI64(at(CHANNEL_MASK_OFFSET, i, 16, 8), value);
        return this;
    }

    public AcquisitionHeader patientTablePosition(float x, float y, float z) {
        putVector(PATIENT_TABLE_POSITION_OFFSET, x, y, z);
        return this;
    }

    public AcquisitionHeader idxUser(int i, int value) {
        putU16(at(IDX_USER_OFFSET, i, 8, 2), value);
        return this;
    }

    public AcquisitionHeader userInt(int i, int value) {
        putI32(at(USER_INT_OFFSET, i, 8, 4), value);
        return this;
    }

    public AcquisitionHeader userFloat(int i, float value) {
        putF32(at(USER_FLOAT_OFFSET, i, 8, 4), value);
        return this;
    }
}
