package org.larmor.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;

/** Reads what a server sends to a scanner until its close, its end-of-file, or the end of patience. */
final class ReplyReader implements Runnable {
    private static final int READ_BYTES = 128 << 10;

    private final InputStream in;
    private final SentFrames frames;
    private final ScanListener listener;
    private final long startNanos;
    private final long patienceNanos;
    private final CountDownLatch done = new CountDownLatch(1);

    private final MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, new Sink());
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private byte[] chunkBytes = {};
    private ByteBuffer chunk = ByteBuffer.wrap(chunkBytes);
    private int messageStart;

    private final List<String> texts = new ArrayList<>();
    private final List<Long> latencies = new ArrayList<>();
    private int images;
    private long imageBytes;
    private volatile boolean closed;
    private volatile @Nullable String failure;

    /** When waiting began to count, 0 while there is still something to send. */
    private volatile long waitingSince;

    /** {@code in} must time out now and then, lest patience never ends. */
    ReplyReader(InputStream in, SentFrames frames, ScanListener listener, long startNanos, long patienceNanos) {
        this.in = in;
        this.frames = frames;
        this.listener = listener;
        this.startNanos = startNanos;
        this.patienceNanos = patienceNanos;
    }

    @Override
    public void run() {
        try {
            byte[] bytes = new byte[READ_BYTES];
            long lastByte = System.nanoTime();
            while (!closed) {
                int n;
                try {
                    n = in.read(bytes);
                } catch (SocketTimeoutException e) {
                    long since = Math.max(lastByte, waitingSince);
                    if (waitingSince != 0 && System.nanoTime() - since > patienceNanos) {
                        throw new IOException("no answer within " + patienceNanos / 1_000_000_000.0 + " s", e);
                    }
                    continue;
                }
                if (n < 0) {
                    throw new IOException("the server closed the connection without a close message");
                }
                lastByte = System.nanoTime();
                feed(bytes, n);
            }
        } catch (IOException | MrdProtocolException e) {
            failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        } finally {
            done.countDown();
        }
    }

    /** From now on the server is expected to answer. */
    void allSent() {
        waitingSince = System.nanoTime();
    }

    void await() throws InterruptedException {
        done.await();
    }

    boolean ended() {
        return done.getCount() == 0;
    }

    boolean closed() {
        return closed;
    }

    @Nullable String failure() {
        return failure;
    }

    /** The rest is to be asked for only after {@link #await}. */
    List<String> texts() {
        return texts;
    }

    long[] latencies() {
        return latencies.stream().mapToLong(Long::longValue).toArray();
    }

    int images() {
        return images;
    }

    long imageBytes() {
        return imageBytes;
    }

    private void feed(byte[] bytes, int count) throws IOException, MrdProtocolException {
        chunkBytes = bytes;
        chunk = ByteBuffer.wrap(bytes, 0, count);
        messageStart = 0;
        try {
            decoder.feed(chunk);
        } catch (UncheckedListenerException e) {
            throw e.cause;
        }
        unfinished.write(bytes, messageStart, count - messageStart);
    }

    /** The bytes of the message that has just been completed. */
    private byte[] wire() {
        unfinished.write(chunkBytes, messageStart, chunk.position() - messageStart);
        return unfinished.toByteArray();
    }

    private final class Sink implements MrdDecoder.Sink {
        @Override
        public ByteBuffer place(AcquisitionHeader header, int length) throws MrdProtocolException {
            throw new MrdProtocolException("the server sent an acquisition");
        }

        @Override
        public void acquisition(AcquisitionHeader header, int length) {
            throw new IllegalStateException("never placed");
        }

        @Override
        public void message(MrdMessage message) {
            switch (message) {
                case MrdMessage.Image image -> {
                    long now = System.nanoTime();
                    long latency = frames.latency(image.header(), now);
                    byte[] wire = wire();
                    images++;
                    imageBytes += wire.length;
                    if (latency >= 0) {
                        latencies.add(latency);
                    }
                    try {
                        listener.image(new ReceivedImage(images, image, wire, now - startNanos, latency));
                    } catch (IOException e) {
                        throw new UncheckedListenerException(e);
                    }
                }
                case MrdMessage.Text text -> {
                    texts.add(text.text());
                    listener.text(text.text());
                }
                case MrdMessage.Close close -> closed = true;
                default -> {
                    // a scanner has no use for anything else
                }
            }
            unfinished.reset();
            messageStart = chunk.position();
        }
    }

    /** Carries a listener's failure through the decoder, which knows only protocol errors. */
    private static final class UncheckedListenerException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final IOException cause;

        UncheckedListenerException(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
