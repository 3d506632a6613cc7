package org.larmor.mrd.wire;

/**
 * How long what a stream declares may be, in bytes. Everything is checked before anything is allocated.
 *
 * @param text of a text, configuration text, query or response, and of a file's name
 * @param headerXml of the XML header
 * @param metaXml of an image's, a DICOM file's or a reply's meta XML
 * @param acquisition of a whole acquisition: id, header, trajectory and data
 * @param image of an image's pixels or a DICOM file
 * @param waveform of a waveform's data
 * @param ndArray of an ND array's data
 */
public record MrdLimits(
        int text, int headerXml, int metaXml, int acquisition, int image, int waveform, int ndArray) {

    public static final MrdLimits DEFAULT =
            new MrdLimits(1 << 20, 16 << 20, 4 << 20, 4 << 20, 512 << 20, 4 << 20, 512 << 20);

    /** Dimensions an ND array may have. */
    static final int ND_ARRAY_DIMENSIONS = 16;


    public MrdLimits {
        if (text < 1024 || headerXml < 1 || metaXml < 1 || acquisition < 2 + AcquisitionHeader.BYTES || image < 1
                || waveform < 1 || ndArray < 1) {
            throw new IllegalArgumentException("too low to let any message through");
        }
    }

    /** Checks what follows an acquisition's header; returns the whole message's bytes. */
    public int check(AcquisitionHeader header) throws MrdProtocolException {
        if (header.isCompressed()) {
            throw new MrdProtocolException("acquisition " + counter(header)
                    + " is compressed; compressed acquisitions are not supported: send them uncompressed");
        }
        if (header.numberOfSamples() == 0 || header.activeChannels() == 0) {
            throw new MrdProtocolException("acquisition " + counter(header) + " has " + header.numberOfSamples()
                    + " samples and " + header.activeChannels() + " active channels");
        }
        long bytes = header.messageBytes();
        if (bytes > acquisition) {
            throw new MrdProtocolException("acquisition of " + header.numberOfSamples() + " samples, "
                    + header.activeChannels() + " channels, " + header.trajectoryDimensions()
                    + " trajectory dimensions: " + bytes + " bytes declared, at most " + acquisition
                    + " are accepted");
        }
        return (int) bytes;
    }

    /** Checks what an image's header declares; returns the bytes of its pixels. */
    int check(ImageHeader header) throws MrdProtocolException {
        DataType type = header.dataType();
        if (type == null) {
            throw new MrdProtocolException("image of unknown data type " + header.dataTypeValue());
        }
        long pixels = header.pixels();
        String what = "image of " + header.matrixSize(0) + " x " + header.matrixSize(1) + " x "
                + header.matrixSize(2) + " pixels and " + header.channels() + " channels";
        if (pixels == 0) {
            throw new MrdProtocolException(what);
        }
        return within(pixels > Long.MAX_VALUE / type.bytes() ? Long.MAX_VALUE : pixels * type.bytes(), image, what);
    }

    /** The declared length, read as unsigned, if it is within the limit. */
    static int within(long declared, int limit, String what) throws MrdProtocolException {
        if (declared < 0 || declared > limit) {
            throw new MrdProtocolException(what + ": " + Long.toUnsignedString(declared)
                    + " bytes declared, at most " + limit + " are accepted");
        }
        return (int) declared;
    }

    private static String counter(AcquisitionHeader header) {
        return Integer.toUnsignedString(header.scanCounter());
    }
}
