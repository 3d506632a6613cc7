package org.larmor.mrd.file;

import org.bytedeco.hdf5.global.hdf5;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.WaveformHeader;

/** The compound types of an ISMRMRD file, as its C++ library lays them out: members lie as they do in the messages. */
final class RecordTypes {
    private RecordTypes() {}

    /** {@code data}: {head, traj: vlen f32, data: vlen f32}. */
    static CompoundType acquisitions(LibHdf5 library) throws MrdFileException {
        CompoundType counters = new CompoundType(library, false)
                .u16(
                        "kspace_encode_step_1", "kspace_encode_step_2", "average", "slice", "contrast", "phase",
                        "repetition", "set", "segment")
                .u16s(8, "user");
        long idx = counters.complete(counters.length());
        long head = new CompoundType(library, false)
                .u16("version")
                .u64("flags")
                .u32("measurement_uid", "scan_counter", "acquisition_time_stamp")
                .u32s(3, "physiology_time_stamp")
                .u16("number_of_samples", "available_channels", "active_channels")
                .u64s(16, "channel_mask")
                .u16("discard_pre", "discard_post", "center_sample", "encoding_space_ref", "trajectory_dimensions")
                .f32("sample_time_us")
                .f32s(3, "position", "read_dir", "phase_dir", "slice_dir", "patient_table_position")
                .member("idx", idx, counters.length())
                .i32s(8, "user_int")
                .f32s(8, "user_float")
                .complete(AcquisitionHeader.BYTES);
        return new CompoundType(library, true)
                .member("head", head, AcquisitionHeader.BYTES)
                .variable("traj", hdf5.H5T_IEEE_F32LE_g())
                .variable("data", hdf5.H5T_IEEE_F32LE_g());
    }

    /** {@code waveforms}: {head, data: vlen u32}. */
    static CompoundType waveforms(LibHdf5 library) throws MrdFileException {
        long head = new CompoundType(library, true)
                .u16("version")
                .u64("flags")
                .u32("measurement_uid", "scan_counter", "time_stamp")
                .u16("number_of_samples", "channels")
                .f32("sample_time_us")
                .u16("waveform_id")
                .complete(WaveformHeader.BYTES);
        return new CompoundType(library, true)
                .member("head", head, WaveformHeader.BYTES)
                .variable("data", hdf5.H5T_STD_U32LE_g());
    }
}
