package org.larmor.mrd.wire;

import java.nio.ByteBuffer;

/**
 * A flyweight over the 40-byte waveform header (ISMRMRD {@code ISMRMRD_WaveformHeader}), little-endian and, unlike the
 * others, naturally aligned: 6 unused bytes after the version, 2 at the end.
 */
public final class WaveformHeader extends Flyweight {
    public static final int BYTES = 40;

    static final int VERSION_OFFSET = 0;
    static final int FLAGS_OFFSET = 8;
    static final int MEASUREMENT_UID_OFFSET = 16;
    static final int SCAN_COUNTER_OFFSET = 20;
    static final int TIME_STAMP_OFFSET = 24;
    static final int NUMBER_OF_SAMPLES_OFFSET = 28;
    static final int CHANNELS_OFFSET = 30;
    static final int SAMPLE_TIME_US_OFFSET = 32;
    static final int WAVEFORM_ID_OFFSET = 36;

    public WaveformHeader() {
        super(BYTES);
    }

    /** Places this flyweight at an absolute offset of {@code buffer}, whose order it ignores. */
    public WaveformHeader wrap(ByteBuffer buffer, int offset) {
        place(buffer, offset);
        return this;
    }

    /** A header of its own, all zero. */
    public static WaveformHeader allocate() {
        return new WaveformHeader().wrap(ByteBuffer.allocate(BYTES), 0);
    }

    /** A copy that outlives the buffer under this one. */
    public WaveformHeader copy() {
        return new WaveformHeader().wrap(copyBytes(), 0);
    }

    public int version() {
        return u16(VERSION_OFFSET);
    }

    public long flags() {
        return i64(FLAGS_OFFSET);
    }

    public int measurementUid() {
        return i32(MEASUREMENT_UID_OFFSET);
    }

    public int scanCounter() {
        return i32(SCAN_COUNTER_OFFSET);
    }

    /** In the scanner's own ticks. */
    public int timeStamp() {
        return i32(TIME_STAMP_OFFSET);
    }

    public int numberOfSamples() {
        return u16(NUMBER_OF_SAMPLES_OFFSET);
    }

    public int channels() {
        return u16(CHANNELS_OFFSET);
    }

    /** Time between two samples in µs. */
    public float sampleTimeUs() {
        return f32(SAMPLE_TIME_US_OFFSET);
    }

    /** 0 = ECG, 1 = pulse, 2 = respiration, 3 and 4 = trigger, 1024 and above the user's own. */
    public int waveformId() {
        return u16(WAVEFORM_ID_OFFSET);
    }

    /** Bytes of the data that follows: u32 [channels][samples]. */
    public long dataBytes() {
        return 4L * channels() * numberOfSamples();
    }

    /** Bytes of the whole message: id, header and data. */
    public long messageBytes() {
        return (long) MessageId.BYTES + BYTES + dataBytes();
    }

    public WaveformHeader version(int value) {
        putU16(VERSION_OFFSET, value);
        return this;
    }

    public WaveformHeader flags(long value) {
        putI64(FLAGS_OFFSET, value);
        return this;
    }

    public WaveformHeader measurementUid(int value) {
        putI32(MEASUREMENT_UID_OFFSET, value);
        return this;
    }

    public WaveformHeader scanCounter(int value) {
        putI32(SCAN_COUNTER_OFFSET, value);
        return this;
    }

    public WaveformHeader timeStamp(int value) {
        putI32(TIME_STAMP_OFFSET, value);
        return this;
    }

    public WaveformHeader numberOfSamples(int value) {
        putU16(NUMBER_OF_SAMPLES_OFFSET, value);
        return this;
    }

    public WaveformHeader channels(int value) {
        putU16(CHANNELS_OFFSET, value);
        return this;
    }

    public WaveformHeader sampleTimeUs(float value) {
        putF32(SAMPLE_TIME_US_OFFSET, value);
        return this;
    }

    public WaveformHeader waveformId(int value) {
        putU16(WAVEFORM_ID_OFFSET, value);
        return this;
    }
}
