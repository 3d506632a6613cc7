package org.larmor.mrd.wire;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged streams, the same ones in each run: nothing but the typed exception comes out, all bytes are consumed, and
 * memory is taken for what arrived, never for what was declared.
 */
class MutatedStreamsTest {
    private static final int CASES = 100_000;

    /** What a decoder may take whatever arrives: itself, one part's first 64 KiB, an exception. */
    private static final long ALLOWANCE = 96 << 10;

    /** Bytes it may take for each that arrives: doubling arrays, texts, small objects for small messages. */
    private static final long PER_BYTE = 64;

    private static final int[] TELLING = {0, 1, 2, 0x7F, 0x80, 0xFF};

    /** Takes no memory of its own for what is placed, so that the decoder's share can be measured. */
    private static final class OneBuffer implements MrdDecoder.Sink {
        private final ByteBuffer buffer = ByteBuffer.allocate(MrdLimits.DEFAULT.acquisition());
        int complete;
        int largest;

        @Override
        public ByteBuffer place(AcquisitionHeader header, int length) {
            largest = Math.max(largest, length);
            return buffer.clear().limit(length);
        }

        @Override
        public void acquisition(AcquisitionHeader header, int length) {
            assertThat(buffer.position()).isEqualTo(length);
            assertThat(header.messageBytes()).isEqualTo(length);
            complete++;
        }

        @Override
        public void message(MrdMessage message) {
            complete++;
        }
    }

    @Test
    @Timeout(120)
    void harmNothing() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OneBuffer sink = new OneBuffer();
        TreeMap<String, Integer> failures = new TreeMap<>();
        int passed = 0;
        int linked = 0;
        for (int number = 0; number < CASES; number++) {
            SplittableRandom random = new SplittableRandom(number);
            byte[] stream = mutated(random);
            int fragment = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(2 * stream.length + 1);
            long before = threads.getCurrentThreadAllocatedBytes();
            String failure = feed(stream, fragment, sink, number);
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            if (taken > ALLOWANCE + PER_BYTE * stream.length) {
                // the first time a text is put together the JVM links it; what the decoder takes it takes again
                before = threads.getCurrentThreadAllocatedBytes();
                feed(stream, fragment, sink, number);
                taken = threads.getCurrentThreadAllocatedBytes() - before;
                linked++;
            }
            assertThat(taken).as("bytes taken for %s in case %s", stream.length, number)
                    .isLessThanOrEqualTo(ALLOWANCE + PER_BYTE * stream.length);
            if (failure == null) {
                passed++;
            } else {
                failures.merge(failure.replaceAll("[0-9]+", "N"), 1, Integer::sum);
            }
        }
        assertThat(sink.largest).isLessThanOrEqualTo(MrdLimits.DEFAULT.acquisition());
        assertThat(linked).isLessThan(100);
        // the cases reach both ways out, and every check
        assertThat(passed).isGreaterThan(CASES / 10);
        assertThat(sink.complete).isGreaterThan(CASES / 2);
        assertThat(failures.keySet()).hasSizeGreaterThan(15);
        assertThat(failures.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(CASES / 10);
    }

    /** The failure's text, null where the stream was let through. */
    private static String feed(byte[] stream, int fragment, OneBuffer sink, int number) {
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, sink);
        ByteBuffer in = ByteBuffer.wrap(stream);
        try {
            while (in.position() < stream.length) {
                in.limit(Math.min(stream.length, in.position() + fragment));
                decoder.feed(in);
                if (in.hasRemaining()) {
                    throw new AssertionError("case " + number + ": bytes left behind");
                }
            }
            return null;
        } catch (MrdProtocolException e) {
            return e.getMessage();
        } catch (RuntimeException e) {
            throw new AssertionError("case " + number, e);
        }
    }

    private static byte[] mutated(SplittableRandom random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        int messages = 1 + random.nextInt(4);
        for (int i = 0; i < messages; i++) {
            MrdEncoder.write(Messages.any(random), out);
        }
        byte[] stream = out.toByteArray();
        int mutations = random.nextInt(5);
        for (int i = 0; i < mutations; i++) {
            stream = mutate(stream, random);
        }
        return stream;
    }

    private static byte[] mutate(byte[] stream, SplittableRandom random) {
        // lengths and ids stand at the start of messages more than elsewhere
        int reach = random.nextBoolean() ? Math.min(stream.length, 32) : stream.length;
        int at = random.nextInt(Math.max(1, reach));
        byte[] copy = stream.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                if (at < copy.length) {
                    copy[at] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> {
                int end = Math.min(copy.length, at + (1 << random.nextInt(4)));
                Arrays.fill(copy, Math.min(at, end), end, (byte) TELLING[random.nextInt(TELLING.length)]);
            }
            case 2 -> {
                for (int i = at; i < Math.min(copy.length, at + 8); i++) {
                    copy[i] = (byte) random.nextInt();
                }
            }
            case 3 -> {
                // another known id, and whatever follows as its payload
                if (at + 1 < copy.length) {
                    int id = Messages.id(random).value();
                    copy[at] = (byte) id;
                    copy[at + 1] = (byte) (id >> 8);
                }
            }
            case 4 -> copy = Arrays.copyOf(copy, at);
            default -> {
                // a piece of the stream a second time
                int n = random.nextInt(Math.max(1, stream.length - at));
                copy = Arrays.copyOf(stream, stream.length + n);
                System.arraycopy(stream, at, copy, at + n, stream.length - at);
            }
        }
        return copy;
    }
}
