package org.larmor.crash;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.sim.MessageSource;
import org.larmor.sim.SimulatedScan;

/** A connection that sends its bytes as they are and then stays, reading nothing until it is asked what it was told. */
final class Offender implements AutoCloseable {
    private static final int FROM_EACH_ADDRESS = 100;
    private static final int SMALL_BUFFER = 16 << 10;

    private final Socket socket = new Socket();
    private final CompletableFuture<Void> sent = new CompletableFuture<>();

    /** @param number each hundred have a loopback address of their own */
    Offender(LarmorProcess gateway, int number, byte[] bytes) throws IOException {
        String address = gateway.endpoints().mrd();
        int colon = address.lastIndexOf(':');
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(
                new byte[] {127, 0, 0, (byte) (2 + number / FROM_EACH_ADDRESS)}), 0));
        socket.connect(new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        Thread.ofVirtual().start(() -> {
            try {
                socket.getOutputStream().write(bytes);
                sent.complete(null);
            } catch (IOException e) {
                // It was ended before it had sent everything.
                sent.complete(null);
            }
        });
    }

    /** More bytes, when those before have been sent. */
    void send(byte[] more) throws IOException {
        awaitSent();
        socket.getOutputStream().write(more);
    }

    void awaitSent() {
        sent.join();
    }

    /** All messages up to the end of the connection, which must come. */
    List<MrdMessage> told() throws IOException, MrdProtocolException {
        List<MrdMessage> all = new ArrayList<>();
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, new MrdDecoder.Sink() {
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
                all.add(message);
            }
        });
        socket.setSoTimeout(90_000);
        byte[] buffer = new byte[1 << 16];
        try {
            for (int n = socket.getInputStream().read(buffer); n >= 0; n = socket.getInputStream().read(buffer)) {
                decoder.feed(ByteBuffer.wrap(buffer, 0, n));
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not ended; told so far: " + all.size() + " messages", e);
        }
        return all;
    }

    /** A config and the scan's header. */
    static byte[] greeting(SimulatedScan scan) throws IOException {
        try (MessageSource source = scan.messages()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            MrdEncoder.write(new MrdMessage.ConfigFile("rss"), bytes);
            MrdEncoder.write(new MrdMessage.Header(source.xml()), bytes);
            return bytes.toByteArray();
        }
    }

    /** Everything that a scanner sends of a scan, its close too. */
    static byte[] whole(SimulatedScan scan) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(greeting(scan));
        bytes.writeBytes(readouts(scan));
        return bytes.toByteArray();
    }

    /** What comes behind the greeting. */
    static byte[] readouts(SimulatedScan scan) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MessageSource source = scan.messages()) {
            for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                byte[] copy = new byte[message.remaining()];
                message.get(copy);
                bytes.writeBytes(copy);
            }
        }
        MrdEncoder.write(new MrdMessage.Close(), bytes);
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
