"""What h5py says of an ISMRMRD file, and a file as the Python library lays it out.

h5.py digest FILE   one line each: SHA-256 of the XML, of every acquisition in wire form, of every waveform
h5.py types FILE    how the XML and the acquisitions lie in the file
h5.py images FILE   SHA-256 of each dataset below the group cpp
h5.py write FILE    a file with packed records (372 bytes), trajectories, waveforms and a UTF-8 header; acquisition
                    i is of time 10i, waveform i of time 55i + 5
h5.py weave FILE    gives the file's acquisitions times, and it waveforms between them
h5.py fastmri FILE  a file of the fastMRI kind
"""

import hashlib
import struct
import sys

import h5py
import numpy as np

IDX = np.dtype([(n, "<u2") for n in (
    "kspace_encode_step_1", "kspace_encode_step_2", "average", "slice", "contrast", "phase", "repetition", "set",
    "segment")] + [("user", "<u2", (8,))])
HEAD = np.dtype([
    ("version", "<u2"), ("flags", "<u8"), ("measurement_uid", "<u4"), ("scan_counter", "<u4"),
    ("acquisition_time_stamp", "<u4"), ("physiology_time_stamp", "<u4", (3,)), ("number_of_samples", "<u2"),
    ("available_channels", "<u2"), ("active_channels", "<u2"), ("channel_mask", "<u8", (16,)), ("discard_pre", "<u2"),
    ("discard_post", "<u2"), ("center_sample", "<u2"), ("encoding_space_ref", "<u2"),
    ("trajectory_dimensions", "<u2"), ("sample_time_us", "<f4"), ("position", "<f4", (3,)), ("read_dir", "<f4", (3,)),
    ("phase_dir", "<f4", (3,)), ("slice_dir", "<f4", (3,)), ("patient_table_position", "<f4", (3,)), ("idx", IDX),
    ("user_int", "<i4", (8,)), ("user_float", "<f4", (8,))])
WAVEFORM_HEAD = np.dtype({
    "names": ["version", "flags", "measurement_uid", "scan_counter", "time_stamp", "number_of_samples", "channels",
              "sample_time_us", "waveform_id"],
    "formats": ["<u2", "<u8", "<u4", "<u4", "<u4", "<u2", "<u2", "<f4", "<u2"],
    "offsets": [0, 8, 16, 20, 24, 28, 30, 32, 36], "itemsize": 40})
XML = ('<?xml version="1.0"?><ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD"><!-- \u00b5 -->'
       '</ismrmrdHeader>')


def sha(data):
    print(hashlib.sha256(data).hexdigest())


def digest(path):
    with h5py.File(path, "r") as f:
        group = f["dataset"]
        sha(group["xml"][0].encode() if isinstance(group["xml"][0], str) else group["xml"][0])
        for record in group["data"]:
            head = np.array(record["head"]).astype(HEAD)
            sha(struct.pack("<H", 1008) + head.tobytes()
                + np.asarray(record["traj"], "<f4").tobytes() + np.asarray(record["data"], "<f4").tobytes())
        if "waveforms" in group:
            for record in group["waveforms"]:
                head = np.zeros((), WAVEFORM_HEAD)
                for name in WAVEFORM_HEAD.names:
                    head[name] = record["head"][name]
                sha(struct.pack("<H", 1026) + head.tobytes() + np.asarray(record["data"], "<u4").tobytes())


def types(path):
    with h5py.File(path, "r") as f:
        for name in ("xml", "data"):
            table = f["dataset"][name]
            print(name, table.id.get_type().get_size(), table.dtype, table.chunks, table.maxshape, len(table.shape))


def images(path):
    with h5py.File(path, "r") as f:
        f["dataset"]["cpp"].visititems(lambda name, table: sha(np.asarray(table[()]).tobytes())
                         if isinstance(table, h5py.Dataset) and name.endswith("data") else None)


def write(path):
    rng = np.random.default_rng(7)
    record = np.dtype([("head", HEAD), ("traj", h5py.vlen_dtype(np.dtype("<f4"))),
                       ("data", h5py.vlen_dtype(np.dtype("<f4")))])
    waveform = np.dtype({"names": ["head", "data"], "formats": [WAVEFORM_HEAD, h5py.vlen_dtype(np.dtype("<u4"))],
                         "offsets": [0, 40], "itemsize": 56})
    with h5py.File(path, "w") as f:
        group = f.create_group("dataset")
        xml = group.create_dataset("xml", (1,), maxshape=(None,), dtype=h5py.string_dtype("utf-8"))
        xml[0] = XML
        data = group.create_dataset("data", (40,), maxshape=(None,), chunks=(1,), dtype=record)
        assert data.id.get_type().get_size() == 372
        for i in range(40):
            row = np.zeros((1,), record)
            head = row["head"][0]
            samples, channels, dims = 16 + 3 * (i % 5), 1 + i % 4, i % 3
            head["version"], head["flags"], head["scan_counter"] = 1, 1 << (i % 20), i
            head["number_of_samples"], head["active_channels"] = samples, channels
            head["trajectory_dimensions"], head["sample_time_us"] = dims, 2.5
            head["acquisition_time_stamp"] = 10 * i
            head["idx"]["kspace_encode_step_1"] = i
            row["head"][0] = head
            row["traj"][0] = rng.standard_normal(samples * dims).astype("<f4")
            row["data"][0] = rng.standard_normal(2 * samples * channels).astype("<f4")
            data[i] = row[0]
        waveforms = group.create_dataset("waveforms", (7,), maxshape=(None,), chunks=(1,), dtype=waveform)
        for i in range(7):
            row = np.zeros((1,), waveform)
            head = row["head"][0]
            head["version"], head["scan_counter"], head["number_of_samples"], head["channels"] = 1, i, 10 + i, 2
            head["time_stamp"] = 55 * i + 5
            row["head"][0] = head
            row["data"][0] = rng.integers(0, 1 << 32, 2 * (10 + i), dtype=np.uint64).astype("<u4")
            waveforms[i] = row[0]


def weave(path):
    rng = np.random.default_rng(8)
    waveform = np.dtype({"names": ["head", "data"], "formats": [WAVEFORM_HEAD, h5py.vlen_dtype(np.dtype("<u4"))],
                         "offsets": [0, 40], "itemsize": 56})
    with h5py.File(path, "r+") as f:
        data = f["dataset"]["data"]
        for i in range(len(data)):
            row = data[i:i + 1]
            row["head"]["acquisition_time_stamp"] = 10 * i
            row["head"]["scan_counter"] = i
            data[i:i + 1] = row
        count = len(data) // 3
        waveforms = f["dataset"].create_dataset("waveforms", (count,), maxshape=(None,), chunks=(1,), dtype=waveform)
        for i in range(count):
            row = np.zeros((1,), waveform)
            head = row["head"][0]
            head["version"], head["scan_counter"], head["number_of_samples"], head["channels"] = 1, i, 5 + i % 7, 3
            head["time_stamp"], head["waveform_id"] = 31 * i + 5, i % 3
            row["head"][0] = head
            row["data"][0] = rng.integers(0, 1 << 32, 3 * (5 + i % 7), dtype=np.uint64).astype("<u4")
            waveforms[i] = row[0]


def fastmri(path):
    with h5py.File(path, "w") as f:
        f["kspace"] = np.zeros((2, 3, 8, 8), "c8")
        f["ismrmrd_header"] = "<ismrmrdHeader/>"


{"digest": digest, "types": types, "images": images, "weave": weave, "write": write, "fastmri": fastmri}[sys.argv[1]](sys.argv[2])
