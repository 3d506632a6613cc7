package org.larmor.mrd.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.file.Hdf5.Table;

/**
 * An ISMRMRD raw-data file: its XML header and its acquisitions and waveforms, streamed as the messages that a scanner
 * would send. Sending a file is writing those messages. Every failure is a {@link MrdFileException}. Not for use by
 * several threads at once; interrupting a thread that reads closes the file.
 */
public final class MrdFile implements AutoCloseable {
    private static final String XML = "/dataset/xml";
    private static final String DATA = "/dataset/data";
    private static final String WAVEFORMS = "/dataset/waveforms";

    /** What a header and a message's fixed part may have at most. */
    static final int MAX_HEADER_BYTES = 16 << 20;

    private final Hdf5 hdf5;
    private final byte[] xml;
    private final Table data;
    private final @Nullable Table waveforms;

    private MrdFile(Hdf5 hdf5, byte[] xml, Table data, @Nullable Table waveforms) {
        this.hdf5 = hdf5;
        this.xml = xml;
        this.data = data;
        this.waveforms = waveforms;
    }

    public static MrdFile open(Path path) throws MrdFileException {
        Hdf5 hdf5 = Hdf5.open(path);
        try {
            Table data = hdf5.table(DATA);
            if (data == null) {
                throw hdf5.unsupported(other(hdf5));
            }
            MrdFile file = new MrdFile(hdf5, readXml(hdf5), data, hdf5.table(WAVEFORMS));
            file.acquisitionMessages(); // both check the layout before anything is sent
            file.waveformMessages();
            return file;
        } catch (MrdFileException | RuntimeException e) {
            hdf5.close();
            throw e;
        }
    }

    /** The ISMRMRD header, byte for byte, without a terminating NUL. */
    public byte[] xml() {
        return xml.clone();
    }

    public long acquisitions() {
        return data.count();
    }

    public long waveforms() {
        return waveforms == null ? 0 : waveforms.count();
    }

    /** A pass over the acquisitions as their messages. */
    public MessageReader acquisitionMessages() throws MrdFileException {
        return acquisitionMessages(0);
    }

    /** The same from acquisition number {@code first} on, at most {@link #acquisitions}. */
    public MessageReader acquisitionMessages(long first) throws MrdFileException {
        return new AcquisitionReader(hdf5, data, Math.clamp(first, 0, data.count()));
    }

    /** A pass over the waveforms as their messages; empty where the file has none. */
    public MessageReader waveformMessages() throws MrdFileException {
        return waveforms == null ? () -> null : new WaveformReader(hdf5, waveforms);
    }

    @Override
    public void close() throws MrdFileException {
        hdf5.close();
    }

    private static String other(Hdf5 hdf5) throws MrdFileException {
        if (hdf5.has("/kspace")) {
            return "a fastMRI file (/kspace), not ISMRMRD raw data; convert it first";
        }
        return "HDF5, but without ISMRMRD raw data (" + DATA + ")";
    }

    private static byte[] readXml(Hdf5 hdf5) throws MrdFileException {
        Table table = hdf5.table(XML);
        if (table == null || table.count() != 1) {
            throw hdf5.unsupported("no ISMRMRD header (" + XML + ")");
        }
        byte[] text =
                switch (table.kind()) {
                    case VLEN_STRING -> variable(hdf5, hdf5.records(table, 0, 1));
                    case STRING -> fixed(hdf5, table);
                    default -> throw hdf5.unsupported(XML + " is not a string");
                };
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        if (end == 0) {
            throw hdf5.corrupt("the ISMRMRD header is empty");
        }
        return Arrays.copyOf(text, end);
    }

    private static byte[] variable(Hdf5 hdf5, ByteBuffer record) throws MrdFileException {
        ByteBuffer reference = record.order(ByteOrder.LITTLE_ENDIAN);
        long bytes = Integer.toUnsignedLong(reference.getInt(0));
        bound(hdf5, bytes);
        byte[] text = new byte[(int) bytes];
        hdf5.element(reference, 0, text.length, ByteBuffer.wrap(text));
        return text;
    }

    private static byte[] fixed(Hdf5 hdf5, Table table) throws MrdFileException {
        bound(hdf5, table.recordBytes());
        byte[] text = new byte[table.recordBytes()];
        hdf5.records(table, 0, 1).get(text);
        return text;
    }

    private static void bound(Hdf5 hdf5, long bytes) throws MrdFileException {
        if (bytes > MAX_HEADER_BYTES || bytes > hdf5.fileBytes()) {
            throw hdf5.corrupt("an ISMRMRD header of " + bytes + " bytes");
        }
    }
}
