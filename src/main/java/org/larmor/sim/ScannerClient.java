package org.larmor.sim;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdMessage;

/**
 * The scanner's side of one MRD conversation: config (1), header (3), parameters (5), the source's messages, close (4);
 * images, texts and the server's close come in on a virtual thread meanwhile. Blocking: {@link #run} is the
 * sending thread, a virtual one if its caller is. One run, one connection; several may run at once.
 */
public final class ScannerClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 200;

    private final ScannerSettings settings;
    private final ScanListener listener;

    public ScannerClient(ScannerSettings settings, ScanListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Sends the whole source, which stays the caller's to close, and waits for the server's close. What goes wrong in
     * the conversation is in the report.
     *
     * @throws IOException if there is no connection, or the source fails
     */
    public ScanReport run(MessageSource source) throws IOException, InterruptedException {
        double interval = settings.framesPerSecond() == 0
                ? 0
                : 1e9 * source.frames() / (source.messages() * settings.framesPerSecond());
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(POLL_MILLIS);
            connect(socket);
            return new Run(socket, source, interval).talk();
        }
    }

    private void connect(Socket socket) throws IOException {
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        try {
            if (address.isUnresolved()) {
                throw new IOException("unknown host");
            }
            if (settings.from() != null) {
                socket.bind(new InetSocketAddress(settings.from(), 0));
            }
            socket.connect(address, (int) CONNECT_TIMEOUT.toMillis());
        } catch (IOException e) {
            throw new IOException(
                    "no MRD server at " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
        }
    }

    /** One connection's state. */
    private final class Run {
        private static final int BATCH_BYTES = 256 << 10;

        private final Socket socket;
        private final MessageSource source;
        private final double interval;
        private final OutputStream out;
        private final SentFrames frames = new SentFrames();
        private final ReplyReader reader;
        private final AcquisitionHeader header = new AcquisitionHeader();
        private final long start = System.nanoTime();
        private final List<FrameKey> inBatch = new ArrayList<>();
        private byte[] batch = new byte[BATCH_BYTES];
        private int filled;
        private long messages;
        private long bytesSent;

        Run(Socket socket, MessageSource source, double interval) throws IOException {
            this.socket = socket;
            this.source = source;
            this.interval = interval;
            this.out = socket.getOutputStream();
            this.reader = new ReplyReader(
                    socket.getInputStream(), frames, listener, start, settings.patience().toNanos());
        }

        ScanReport talk() throws IOException, InterruptedException {
            if (!settings.readLast()) {
                startReader();
            }
            String sendFailure = send();
            long sentNanos = System.nanoTime() - start;
            reader.allSent();
            if (settings.readLast()) {
                startReader();
            }
            reader.await();
            String failure = reader.closed() ? sendFailure : reader.failure();
            return new ScanReport(
                    messages,
                    frames.count(),
                    bytesSent,
                    reader.images(),
                    reader.imageBytes(),
                    reader.texts(),
                    reader.closed(),
                    failure,
                    Duration.ofNanos(sentNanos),
                    Duration.ofNanos(System.nanoTime() - start),
                    reader.latencies());
        }

        private void startReader() {
            Thread.ofVirtual().name("mrd-replies-" + socket.getLocalPort()).start(() -> {
                reader.run();
                try {
                    // after a close nothing more is accepted, and a sender that still waits for room is set free
                    socket.close();
                } catch (IOException e) {
                    // gone already, which is as good
                }
            });
        }

        /** Null if everything was sent, else what hindered it. */
        private @Nullable String send() throws IOException {
            try {
                put(new MrdMessage.ConfigFile(settings.config()));
                put(new MrdMessage.Header(source.xml()));
                String text = settings.text();
                if (text != null) {
                    put(new MrdMessage.Text(text));
                }
                flush();
            } catch (IOException e) {
                return "sending failed: " + e.getMessage();
            }
            long first = System.nanoTime();
            for (ByteBuffer message = source.next(); message != null; message = source.next()) {
                try {
                    await(first + (long) (messages * interval));
                    if (reader.ended()) {
                        return "the server ended the conversation before the scan was sent";
                    }
                    add(message);
                } catch (IOException e) {
                    return "sending failed: " + e.getMessage();
                }
            }
            try {
                put(new MrdMessage.Close());
                flush();
                return null;
            } catch (IOException e) {
                return "sending failed: " + e.getMessage();
            }
        }

        /** Lets what is due go out before it sleeps. */
        private void await(long dueNanos) throws IOException {
            if (interval == 0 || System.nanoTime() >= dueNanos) {
                return;
            }
            flush();
            long left = dueNanos - System.nanoTime();
            while (left > 0 && !reader.ended()) {
                LockSupport.parkNanos(Math.min(left, POLL_MILLIS * 1_000_000L));
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted");
                }
                left = dueNanos - System.nanoTime();
            }
        }

        private void add(ByteBuffer message) throws IOException {
            if (MessageId.at(message, 0) == MessageId.ACQUISITION
                    && Imaging.isImaging(header.wrap(message, MessageId.BYTES))) {
                FrameKey frame = SentFrames.key(header);
                if (inBatch.isEmpty() || !inBatch.getLast().equals(frame)) {
                    inBatch.add(frame);
                }
            }
            put(message);
            messages++;
            listener.sent(messages);
        }

        private void put(MrdMessage message) throws IOException {
            for (ByteBuffer part : MrdEncoder.encode(message)) {
                put(part);
            }
        }

        private void put(ByteBuffer bytes) throws IOException {
            if (bytes.remaining() > batch.length - filled) {
                flush();
            }
            if (bytes.remaining() > batch.length) {
                batch = new byte[bytes.remaining()];
            }
            int length = bytes.remaining();
            bytes.get(batch, filled, length);
            filled += length;
        }

        private void flush() throws IOException {
            // once before, lest an image overtakes the stamp, and once after, when the socket has taken the last byte
            stamp();
            out.write(batch, 0, filled);
            stamp();
            bytesSent += filled;
            filled = 0;
            inBatch.clear();
        }

        private void stamp() {
            long now = System.nanoTime();
            for (FrameKey frame : inBatch) {
                frames.sent(frame, now);
            }
        }
    }
}
