package org.larmor.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.larmor.mrd.wire.AcquisitionFlag;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.ImageHeader;
import org.larmor.mrd.wire.ImageType;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;

/** A server that answers each frame's last line with an image of its counters, and keeps what it was sent. */
public final class FakeServer implements AutoCloseable {
    /** How it misbehaves. */
    public enum Manners {
        GOOD,
        /** Answers the config with a text and a close, and reads no further. */
        REFUSES,
        /** Ends without a close after the first image. */
        HANGS_UP,
        /** Reads everything, then answers nothing and keeps the connection. */
        SULKS,
        /** Answers only after the scanner's close. */
        ANSWERS_LAST
    }

    public static final int WIDTH = 6;
    public static final int HEIGHT = 4;
    public static final String META =
            "<ismrmrdMeta><meta><name>LarmorRecipe</name><value>rss µ</value></meta></ismrmrdMeta>";

    private final ServerSocket server;
    private final Manners manners;
    private final List<MrdMessage> messages = new CopyOnWriteArrayList<>();
    private final List<byte[]> acquisitions = new CopyOnWriteArrayList<>();
    private final List<byte[]> images = new CopyOnWriteArrayList<>();

    public FakeServer(Manners manners) throws IOException {
        this.server = new ServerSocket(0);
        this.manners = manners;
        Thread.ofVirtual().start(this::serve);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** All but acquisitions, in order. */
    public List<MrdMessage> messages() {
        return messages;
    }

    /** Whole acquisition messages. */
    public List<byte[]> acquisitions() {
        return acquisitions;
    }

    /** Whole image messages as sent. */
    public List<byte[]> images() {
        return images;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            Conversation conversation = new Conversation(socket.getOutputStream());
            MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, conversation);
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[5000];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                decoder.feed(ByteBuffer.wrap(bytes, 0, n));
                if (conversation.over) {
                    return;
                }
            }
        } catch (IOException | MrdProtocolException e) {
            // the test sees it from the other side
        }
    }

    private final class Conversation implements MrdDecoder.Sink {
        private final OutputStream out;
        private final java.io.ByteArrayOutputStream late = new java.io.ByteArrayOutputStream();
        private byte[] placed = {};
        private boolean over;

        Conversation(OutputStream out) {
            this.out = out;
        }

        @Override
        public ByteBuffer place(AcquisitionHeader header, int length) {
            placed = new byte[length];
            return ByteBuffer.wrap(placed);
        }

        @Override
        public void acquisition(AcquisitionHeader header, int length) throws MrdProtocolException {
            acquisitions.add(placed);
            if (header.has(AcquisitionFlag.LAST_IN_SLICE) && manners != Manners.SULKS) {
                ImageHeader image = ImageHeader.allocate()
                        .version(1)
                        .matrixSize(WIDTH, HEIGHT, 1)
                        .channels(1)
                        .imageType(ImageType.MAGNITUDE)
                        .imageIndex(images.size() + 1)
                        .takeFrom(header);
                float[] pixels = new float[WIDTH * HEIGHT];
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = i;
                }
                byte[] message = MrdEncoder.bytes(MrdMessage.Image.of(image, META, pixels));
                images.add(message);
                send(message);
                over = manners == Manners.HANGS_UP;
            }
        }

        @Override
        public void message(MrdMessage message) throws MrdProtocolException {
            messages.add(message);
            switch (message) {
                case MrdMessage.ConfigFile config when manners == Manners.REFUSES -> {
                    send(MrdEncoder.bytes(new MrdMessage.Text("ERR no such config: " + config.name())));
                    send(MrdEncoder.bytes(new MrdMessage.Close()));
                    over = true;
                }
                case MrdMessage.Close close when manners != Manners.SULKS -> {
                    try {
                        out.write(late.toByteArray());
                        out.write(MrdEncoder.bytes(new MrdMessage.Text("DBG done")));
                        out.write(MrdEncoder.bytes(new MrdMessage.Close()));
                    } catch (IOException e) {
                        throw new MrdProtocolException(e.toString());
                    }
                    over = true;
                }
                default -> {
                    // kept
                }
            }
        }

        private void send(byte[] message) throws MrdProtocolException {
            try {
                if (manners == Manners.ANSWERS_LAST) {
                    late.write(message);
                } else {
                    out.write(message);
                }
            } catch (IOException e) {
                throw new MrdProtocolException(e.toString());
            }
        }
    }
}
