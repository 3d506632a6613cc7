package org.larmor.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;

/** Image messages back to back, as {@code send --out} writes them. */
public final class ImageFile {
    private static final int READ_BYTES = 128 << 10;

    /** Takes an image. */
    public interface Consumer {
        void image(MrdMessage.Image image) throws IOException;
    }

    private ImageFile() {}

    /**
     * Reads one image after the other; no more than one is in memory unless the consumer keeps it.
     *
     * @throws IOException if the file cannot be read, or holds anything but whole images
     */
    public static void read(Path file, Consumer consumer) throws IOException {
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, new Sink(consumer));
        byte[] bytes = new byte[READ_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                decoder.feed(ByteBuffer.wrap(bytes, 0, n));
            }
        } catch (MrdProtocolException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(file + ": " + e.getMessage(), e);
        }
        if (!decoder.betweenMessages()) {
            throw new IOException(file + " ends within an image");
        }
    }

    private record Sink(Consumer consumer) implements MrdDecoder.Sink {
        @Override
        public ByteBuffer place(AcquisitionHeader header, int length) throws MrdProtocolException {
            throw new MrdProtocolException("an acquisition among images");
        }

        @Override
        public void acquisition(AcquisitionHeader header, int length) {
            throw new IllegalStateException("never placed");
        }

        @Override
        public void message(MrdMessage message) throws MrdProtocolException {
            if (!(message instanceof MrdMessage.Image image)) {
                throw new MrdProtocolException("a " + message.id() + " among images");
            }
            try {
                consumer.image(image);
            } catch (IOException e) {
                MrdProtocolException carried = new MrdProtocolException(e.toString());
                carried.initCause(e);
                throw carried;
            }
        }
    }
}
