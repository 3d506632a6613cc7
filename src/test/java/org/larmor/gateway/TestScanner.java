package org.larmor.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;

/** A scanner's end of a socket, for tests that say every byte themselves. */
final class TestScanner implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final Deque<MrdMessage> received = new ArrayDeque<>();
    private final MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, new MrdDecoder.Sink() {
        @Override
        public ByteBuffer place(AcquisitionHeader header, int length) {
            throw new AssertionError("a server sends no acquisitions");
        }

        @Override
        public void acquisition(AcquisitionHeader header, int length) {
            throw new AssertionError("a server sends no acquisitions");
        }

        @Override
        public void message(MrdMessage message) {
            received.add(message);
        }
    });

    TestScanner(int port) throws IOException {
        socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    TestScanner send(MrdMessage... messages) throws IOException {
        for (MrdMessage message : messages) {
            MrdEncoder.write(message, out);
        }
        out.flush();
        return this;
    }

    TestScanner raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    TestScanner greet(String config, String xml) throws IOException {
        return send(new MrdMessage.ConfigFile(config), new MrdMessage.Header(xml.getBytes(StandardCharsets.UTF_8)));
    }

    /** The next message; null at the end of the connection. */
    @Nullable
    MrdMessage next() throws IOException, MrdProtocolException {
        byte[] buffer = new byte[1 << 16];
        while (received.isEmpty()) {
            int read = in.read(buffer);
            if (read < 0) {
                return null;
            }
            decoder.feed(ByteBuffer.wrap(buffer, 0, read));
        }
        return received.remove();
    }

    /** Everything up to the end of the connection. */
    List<MrdMessage> rest() throws IOException, MrdProtocolException {
        List<MrdMessage> all = new ArrayList<>();
        for (MrdMessage message = next(); message != null; message = next()) {
            all.add(message);
        }
        return all;
    }

    /** Ends the connection with a reset, as a scanner that loses power does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** An acquisition of one line: [channels][samples] of noise-free ramps. */
    static MrdMessage.Acquisition line(AcquisitionHeader header, int channels, int samples) {
        header.version(1)
                .numberOfSamples(samples)
                .activeChannels(channels)
                .availableChannels(channels)
                .centerSample(samples / 2)
                .sampleTimeUs(5);
        float[] data = new float[2 * channels * samples];
        for (int i = 0; i < data.length; i++) {
            data[i] = i % 17 - 8f + header.kspaceEncodeStep1();
        }
        return MrdMessage.Acquisition.of(header, new float[0], data);
    }

    /** A header of a fully sampled 2D scan of n × n pixels, without oversampling. */
    static String xml(int n, int slices, int repetitions) {
        return """
                <?xml version="1.0"?>
                <ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD">
                 <experimentalConditions><H1resonanceFrequency_Hz>63500000</H1resonanceFrequency_Hz></experimentalConditions>
                 <encoding>
                  <encodedSpace><matrixSize><x>%1$d</x><y>%1$d</y><z>1</z></matrixSize>
                   <fieldOfView_mm><x>200</x><y>200</y><z>5</z></fieldOfView_mm></encodedSpace>
                  <reconSpace><matrixSize><x>%1$d</x><y>%1$d</y><z>1</z></matrixSize>
                   <fieldOfView_mm><x>200</x><y>200</y><z>5</z></fieldOfView_mm></reconSpace>
                  <trajectory>cartesian</trajectory>
                  <encodingLimits>
                   <kspace_encoding_step_1><minimum>0</minimum><maximum>%2$d</maximum><center>%3$d</center></kspace_encoding_step_1>
                   <slice><minimum>0</minimum><maximum>%4$d</maximum><center>0</center></slice>
                   <repetition><minimum>0</minimum><maximum>%5$d</maximum><center>0</center></repetition>
                  </encodingLimits>
                 </encoding>
                </ismrmrdHeader>
                """
                .formatted(n, n - 1, n / 2, slices - 1, repetitions - 1);
    }
}
