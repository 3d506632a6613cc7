package org.larmor.recon;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.mrd.wire.AcquisitionHeader;

/** Makes MRD messages and headers for tests. */
public final class Messages {
    private Messages() {}

    /**
     * One readout as message 1008.
     *
     * @param samples complex pairs [channel][sample]
     * @param adjust changes its header, which has the line, the sizes and the centre sample already
     */
    public static ByteBuffer readout(int line, int channels, float[] samples, Consumer<AcquisitionHeader> adjust) {
        int n = samples.length / 2 / channels;
        ByteBuffer message = ByteBuffer.allocate(2 + AcquisitionHeader.BYTES + 4 * samples.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        message.putShort((short) 1008);
        AcquisitionHeader header = AcquisitionHeader.allocate()
                .version(1)
                .numberOfSamples(n)
                .availableChannels(channels)
                .activeChannels(channels)
                .centerSample(n / 2)
                .sampleTimeUs(5)
                .kspaceEncodeStep1(line);
        adjust.accept(header);
        header.putTo(message);
        for (float sample : samples) {
            message.putFloat(sample);
        }
        return message.flip();
    }

    /** Line {@code y} of centred k-space, complex pairs [channel][y][x]. */
    public static float[] line(float[] kspace, int channels, int ny, int nx, int y) {
        float[] line = new float[2 * channels * nx];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(kspace, 2 * (c * ny + y) * nx, line, 2 * c * nx, 2 * nx);
        }
        return line;
    }

    public static Encoding encoding(Encoding.Space encoded, Encoding.Space recon) {
        return new Encoding(
                "cartesian",
                encoded,
                recon,
                new Encoding.Limits(
                        null,
                        new Limit(0, encoded.y() - 1, encoded.y() / 2),
                        encoded.z() > 1 ? new Limit(0, encoded.z() - 1, encoded.z() / 2) : null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                1,
                1,
                null);
    }

    /** One pixel a mm. */
    public static Encoding.Space space(int x, int y, int z) {
        return new Encoding.Space(x, y, z, x, y, z);
    }

    public static MrdHeader header(Encoding... encodings) {
        return new MrdHeader(List.of(encodings), List.of(), null, null, null, null, null, null, Map.of());
    }
}
