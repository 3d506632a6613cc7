package org.larmor.mrd.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A flyweight over the 198-byte packed image header (ISMRMRD {@code ISMRMRD_ImageHeader}), little-endian.
 * It reads and writes in place and owns nothing; {@link #wrap} moves it.
 */
public final class ImageHeader extends Flyweight {
    public static final int BYTES = 198;

    /** Where an image message has the length of its meta attributes, a u64. */
    public static final int META_LENGTH_OFFSET = MessageId.BYTES + BYTES;

    /** Where an image message has its meta attributes; the pixels follow them. */
    public static final int META_OFFSET = META_LENGTH_OFFSET + Long.BYTES;

    static final int VERSION_OFFSET = 0;
    static final int DATA_TYPE_OFFSET = 2;
    static final int FLAGS_OFFSET = 4;
    static final int MEASUREMENT_UID_OFFSET = 12;
    static final int MATRIX_SIZE_OFFSET = 16;
    static final int FIELD_OF_VIEW_OFFSET = 22;
    static final int CHANNELS_OFFSET = 34;
    static final int POSITION_OFFSET = 36;
    static final int READ_DIR_OFFSET = 48;
    static final int PHASE_DIR_OFFSET = 60;
    static final int SLICE_DIR_OFFSET = 72;
    static final int PATIENT_TABLE_POSITION_OFFSET = 84;
    static final int AVERAGE_OFFSET = 96;
    static final int SLICE_OFFSET = 98;
    static final int CONTRAST_OFFSET = 100;
    static final int PHASE_OFFSET = 102;
    static final int REPETITION_OFFSET = 104;
    static final int SET_OFFSET = 106;
    static final int ACQUISITION_TIME_STAMP_OFFSET = 108;
    static final int PHYSIOLOGY_TIME_STAMP_OFFSET = 112;
    static final int IMAGE_TYPE_OFFSET = 124;
    static final int IMAGE_INDEX_OFFSET = 126;
    static final int IMAGE_SERIES_INDEX_OFFSET = 128;
    static final int USER_INT_OFFSET = 130;
    static final int USER_FLOAT_OFFSET = 162;
    static final int ATTRIBUTE_STRING_LEN_OFFSET = 194;

    public ImageHeader() {
        super(BYTES);
    }

    /** Places this flyweight at an absolute offset of {@code buffer}, whose order it ignores. */
    public ImageHeader wrap(ByteBuffer buffer, int offset) {
        place(buffer, offset);
        return this;
    }

    /** A header of its own, all zero. */
    public static ImageHeader allocate() {
        return new ImageHeader().wrap(ByteBuffer.allocate(BYTES), 0);
    }

    /** A copy that outlives the buffer under this one. */
    public ImageHeader copy() {
        return new ImageHeader().wrap(copyBytes(), 0);
    }

    public int version() {
        return u16(VERSION_OFFSET);
    }

    /** As written; see {@link #dataType()}. */
    public int dataTypeValue() {
        return u16(DATA_TYPE_OFFSET);
    }

    public long flags() {
        return i64(FLAGS_OFFSET);
    }

    public int measurementUid() {
        return i32(MEASUREMENT_UID_OFFSET);
    }

    /** 0 = x (readout), 1 = y (phase encoding), 2 = z. */
    public int matrixSize(int i) {
        return u16(at(MATRIX_SIZE_OFFSET, i, 3, 2));
    }

    /** In mm. */
    public float fieldOfView(int i) {
        return f32(at(FIELD_OF_VIEW_OFFSET, i, 3, 4));
    }

    public int channels() {
        return u16(CHANNELS_OFFSET);
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

    /** In the scanner's own ticks (2.5 ms on some). */
    public int acquisitionTimeStamp() {
        return i32(ACQUISITION_TIME_STAMP_OFFSET);
    }

    public int physiologyTimeStamp(int i) {
        return i32(at(PHYSIOLOGY_TIME_STAMP_OFFSET, i, 3, 4));
    }

    /** As written; see {@link #imageType()}. */
    public int imageTypeValue() {
        return u16(IMAGE_TYPE_OFFSET);
    }

    public int imageIndex() {
        return u16(IMAGE_INDEX_OFFSET);
    }

    /** One matrix size and one data type per series. */
    public int imageSeriesIndex() {
        return u16(IMAGE_SERIES_INDEX_OFFSET);
    }

    public int userInt(int i) {
        return i32(at(USER_INT_OFFSET, i, 8, 4));
    }

    public float userFloat(int i) {
        return f32(at(USER_FLOAT_OFFSET, i, 8, 4));
    }

    /** Bytes of the meta XML, which the message states again as u64; the latter is what counts. */
    public int attributeStringLength() {
        return i32(ATTRIBUTE_STRING_LEN_OFFSET);
    }

    /** Null where the header states no known type. */
    public @Nullable DataType dataType() {
        return DataType.of(dataTypeValue());
    }

    /** Null where the header states no known type. */
    public @Nullable ImageType imageType() {
        return ImageType.of(imageTypeValue());
    }

    /** Pixels of all channels; at most {@link Long#MAX_VALUE}, whatever the header says. */
    public long pixels() {
        long volume = (long) matrixSize(0) * matrixSize(1) * matrixSize(2);
        return channels() != 0 && volume > Long.MAX_VALUE / channels() ? Long.MAX_VALUE : volume * channels();
    }

    /** Takes over geometry, counters, time stamps and user fields of the readout that stands for the image. */
    public ImageHeader takeFrom(AcquisitionHeader readout) {
        measurementUid(readout.measurementUid())
                .position(readout.position(0), readout.position(1), readout.position(2))
                .readDir(readout.readDir(0), readout.readDir(1), readout.readDir(2))
                .phaseDir(readout.phaseDir(0), readout.phaseDir(1), readout.phaseDir(2))
                .sliceDir(readout.sliceDir(0), readout.sliceDir(1), readout.sliceDir(2))
                .patientTablePosition(
                        readout.patientTablePosition(0),
                        readout.patientTablePosition(1),
                        readout.patientTablePosition(2))
                .average(readout.average())
                .slice(readout.slice())
                .contrast(readout.contrast())
                .phase(readout.phase())
                .repetition(readout.repetition())
                .set(readout.set())
                .acquisitionTimeStamp(readout.acquisitionTimeStamp());
        for (int i = 0; i < 3; i++) {
            physiologyTimeStamp(i, readout.physiologyTimeStamp(i));
        }
        for (int i = 0; i < 8; i++) {
            userInt(i, readout.userInt(i)).userFloat(i, readout.userFloat(i));
        }
        return this;
    }

    public ImageHeader dataType(DataType type) {
        return dataTypeValue(type.value());
    }

    public ImageHeader imageType(ImageType type) {
        return imageTypeValue(type.value());
    }

    public ImageHeader version(int value) {
        putU16(VERSION_OFFSET, value);
        return this;
    }

    public ImageHeader dataTypeValue(int value) {
        putU16(DATA_TYPE_OFFSET, value);
        return this;
    }

    public ImageHeader flags(long value) {
        putI64(FLAGS_OFFSET, value);
        return this;
    }

    public ImageHeader measurementUid(int value) {
        putI32(MEASUREMENT_UID_OFFSET, value);
        return this;
    }

    public ImageHeader matrixSize(int x, int y, int z) {
        putU16(MATRIX_SIZE_OFFSET, x);
        putU16(MATRIX_SIZE_OFFSET + 2, y);
        putU16(MATRIX_SIZE_OFFSET + 4, z);
        return this;
    }

    public ImageHeader fieldOfView(float x, float y, float z) {
        putVector(FIELD_OF_VIEW_OFFSET, x, y, z);
        return this;
    }

    public ImageHeader channels(int value) {
        putU16(CHANNELS_OFFSET, value);
        return this;
    }

    public ImageHeader position(float x, float y, float z) {
        putVector(POSITION_OFFSET, x, y, z);
        return this;
    }

    public ImageHeader readDir(float x, float y, float z) {
        putVector(READ_DIR_OFFSET, x, y, z);
        return this;
    }

    public ImageHeader phaseDir(float x, float y, float z) {
        putVector(PHASE_DIR_OFFSET, x, y, z);
        return this;
    }

    public ImageHeader sliceDir(float x, float y, float z) {
        putVector(SLICE_DIR_OFFSET, x, y, z);
        return this;
    }

    public ImageHeader patientTablePosition(float x, float y, float z) {
        putVector(PATIENT_TABLE_POSITION_OFFSET, x, y, z);
        return this;
    }

    public ImageHeader average(int value) {
        putU16(AVERAGE_OFFSET, value);
        return this;
    }

    public ImageHeader slice(int value) {
        putU16(SLICE_OFFSET, value);
        return this;
    }

    public ImageHeader contrast(int value) {
        putU16(CONTRAST_OFFSET, value);
        return this;
    }

    public ImageHeader phase(int value) {
        putU16(PHASE_OFFSET, value);
        return this;
    }

    public ImageHeader repetition(int value) {
        putU16(REPETITION_OFFSET, value);
        return this;
    }

    public ImageHeader set(int value) {
        putU16(SET_OFFSET, value);
        return this;
    }

    public ImageHeader acquisitionTimeStamp(int value) {
        putI32(ACQUISITION_TIME_STAMP_OFFSET, value);
        return this;
    }

    public ImageHeader physiologyTimeStamp(int i, int value) {
        putI32(at(PHYSIOLOGY_TIME_STAMP_OFFSET, i, 3, 4), value);
        return this;
    }

    public ImageHeader imageTypeValue(int value) {
        putU16(IMAGE_TYPE_OFFSET, value);
        return this;
    }

    public ImageHeader imageIndex(int value) {
        putU16(IMAGE_INDEX_OFFSET, value);
        return this;
    }

    public ImageHeader imageSeriesIndex(int value) {
        putU16(IMAGE_SERIES_INDEX_OFFSET, value);
        return this;
    }

    public ImageHeader userInt(int i, int value) {
        putI32(at(USER_INT_OFFSET, i, 8, 4), value);
        return this;
    }

    public ImageHeader userFloat(int i, float value) {
        putF32(at(USER_FLOAT_OFFSET, i, 8, 4), value);
        return this;
    }

    public ImageHeader attributeStringLength(int value) {
        putI32(ATTRIBUTE_STRING_LEN_OFFSET, value);
        return this;
    }
}
