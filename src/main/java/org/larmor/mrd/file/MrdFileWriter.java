package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.WaveformHeader;

/**
 * Writes an ISMRMRD raw-data file from the messages that a scanner sends, laid out as the C++ library does it: what
 * {@link MrdFile} reads. The file is sound once {@link #finish} has returned; one that was not finished is to be deleted.
 * Not for use by several threads, and one writer at a time in a process, since libhdf5 knows no threads.
 */
public final class MrdFileWriter implements AutoCloseable {
    private static final String GROUP = "dataset";

    private final LibHdf5 library;
    private final long group;
    private final RecordTable acquisitions;
    private final int acquisitionArrays;
    private final AcquisitionHeader acquisition = new AcquisitionHeader();
    private final WaveformHeader waveform = new WaveformHeader();
    private @Nullable RecordTable waveforms;

    private MrdFileWriter(LibHdf5 library, Path path, byte[] xml) throws MrdFileException {
        this.library = library;
        long file = library.own(
                hdf5.H5Fcreate(path.toString(), hdf5.H5F_ACC_EXCL, hdf5.H5P_DEFAULT(), hdf5.H5P_DEFAULT()),
                hdf5::H5Fclose,
                "create it");
        this.group = library.own(
                hdf5.H5Gcreate2(file, GROUP, hdf5.H5P_DEFAULT(), hdf5.H5P_DEFAULT(), hdf5.H5P_DEFAULT()),
                hdf5::H5Gclose,
                "make a group");
        writeXml(xml);
        CompoundType type = RecordTypes.acquisitions(library);
        this.acquisitionArrays = type.length() - 2 * GlobalHeap.REFERENCE_BYTES;
        this.acquisitions = new RecordTable(library, group, "data", type);
    }

    /**
     * Begins a file, which must not exist.
     *
     * @param xml the ISMRMRD header, which ends at its first NUL, if it has one
     */
    public static MrdFileWriter create(Path path, byte[] xml) throws MrdFileException {
        LibHdf5 library = new LibHdf5(path);
        try {
            return new MrdFileWriter(library, path, xml);
        } catch (MrdFileException | RuntimeException e) {
            library.close();
            throw e;
        }
    }

    /**
     * Adds an acquisition or a waveform.
     *
     * @param message from its id at the position on, little-endian
     */
    public void add(ByteBuffer message) throws MrdFileException {
        int at = message.position() + MessageId.BYTES;
        ByteBuffer record = message.duplicate().position(at);
        MessageId id = MessageId.at(message, message.position());
        switch (id) {
            case ACQUISITION -> {
                acquisition.wrap(message, at);
                acquisitions.append(
                        record,
                        AcquisitionHeader.BYTES,
                        acquisitionArrays,
                        acquisition.trajectoryBytes(),
                        acquisition.dataBytes());
            }
            case WAVEFORM -> waveformTable().append(
                    record, WaveformHeader.BYTES, WaveformHeader.BYTES, waveform.wrap(message, at).dataBytes());
            case null, default -> throw new IllegalArgumentException("neither an acquisition nor a waveform");
        }
    }

    /** Acquisitions added. */
    public long acquisitions() {
        return acquisitions.count();
    }

    /** Waveforms added. */
    public long waveforms() {
        return waveforms == null ? 0 : waveforms.count();
    }

    /** Writes what is still to be written and closes the file. */
    public void finish() throws MrdFileException {
        acquisitions.flush();
        if (waveforms != null) {
            waveforms.flush();
        }
        library.finish();
    }

    private RecordTable waveformTable() throws MrdFileException {
        RecordTable table = waveforms;
        if (table == null) {
            table = new RecordTable(library, group, "waveforms", RecordTypes.waveforms(library));
            waveforms = table;
        }
        return table;
    }

    private void writeXml(byte[] xml) throws MrdFileException {
        long type = library.own(hdf5.H5Tcopy(hdf5.H5T_C_S1_g()), hdf5::H5Tclose, "make a type");
        library.check(hdf5.H5Tset_size(type, hdf5.H5T_VARIABLE), "size a type");
        long space = library.own(
                hdf5.H5Screate_simple(1, new long[] {1}, (long[]) null), hdf5::H5Sclose, "make a dataset");
        long dataset = library.own(
                hdf5.H5Dcreate2(
                        group, "xml", type, space, hdf5.H5P_DEFAULT(), hdf5.H5P_DEFAULT(), hdf5.H5P_DEFAULT()),
                hdf5::H5Dclose,
                "make a dataset");
        // an array of one char*
        try (BytePointer text = new BytePointer(xml.length + 1L);
                LongPointer texts = new LongPointer(1)) {
            text.put(xml, 0, xml.length).put(xml.length, (byte) 0);
            texts.put(text.address());
            library.check(
                    hdf5.H5Dwrite(dataset, type, hdf5.H5S_ALL(), hdf5.H5S_ALL(), hdf5.H5P_DEFAULT(), texts),
                    "write the header");
        }
    }

    /** Gives up what was not finished. */
    @Override
    public void close() {
        library.close();
    }
}
