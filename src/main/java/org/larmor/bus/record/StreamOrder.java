package org.larmor.bus.record;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which messages of its scan's stream a chunk holds: the Kafka header {@link #NAME} of chunks of readouts and waveforms.
 * These are numbered from 0 in the order in which the scanner sent them. A chunk's numbers ascend, and are written as runs
 * of equal steps: how far the run's first number lies behind the last one before (from −1 on), how many numbers it has,
 * and, where that is more than one, their step; each at least 1, in 7-bit groups, the lowest first, the last one below 128.
 */
public final class StreamOrder {
    public static final String NAME = "larmor-order";

    private static final int FIRST_BYTES = 32;
    private static final int LONGEST_RUN = 30;

    private StreamOrder() {}

    /** Notes numbers as they come. */
    public static final class Writer {
        private byte[] closed = {};
        private int length;
        private long before = -1;
        private long start;
        private long step;
        private long count;

        /** @param number above all those before it */
        public void add(long number) {
            long last = count == 0 ? before : start + (count - 1) * step;
            if (number <= last) {
                throw new IllegalArgumentException(number + " behind " + last);
            }
            if (count == 1) {
                step = number - start;
                count = 2;
            } else if (count > 1 && number == last + step) {
                count++;
            } else {
                closeRun();
                start = number;
                step = 0;
                count = 1;
            }
        }

        /** Bytes held, beside a fixed few. */
        public int bytes() {
            return closed.length;
        }

        /** The header's value. */
        public byte[] encode() {
            closeRun();
            return Arrays.copyOf(closed, length);
        }

        private void closeRun() {
            if (count == 0) {
                return;
            }
            if (closed.length - length < LONGEST_RUN) {
                closed = Arrays.copyOf(closed, Math.max(FIRST_BYTES, 2 * closed.length));
            }
            put(start - before);
            put(count);
            if (count > 1) {
                put(step);
            }
            before = start + (count - 1) * step;
            count = 0;
        }

        private void put(long value) {
            long rest = value;
            while (rest >= 0x80) {
                closed[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            closed[length++] = (byte) rest;
        }
    }

    /** Gives the numbers in order. */
    public static final class Reader {
        private final ByteBuffer in;
        private long last = -1;
        private long step;
        private long left;

        /** @param header the header's value, from {@link Writer#encode} */
        public Reader(byte[] header) {
            this.in = ByteBuffer.wrap(header);
        }

        public boolean hasNext() {
            return left > 0 || in.hasRemaining();
        }

        /** @throws RecordException where the bytes are no such order, or there is no further number */
        public long next() {
            if (left == 0) {
                long gap = take();
                left = take();
                advance(gap);
                step = left > 1 ? take() : 0;
            } else {
                advance(step);
            }
            left--;
            return last;
        }

        private void advance(long by) {
            last += by;
            if (last < 0) {
                throw new RecordException("order of a chunk's messages beyond all numbers");
            }
        }

        private long take() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
                if (!in.hasRemaining()) {
                    throw new RecordException("order of a chunk's messages that breaks off");
                }
                byte group = in.get();
                value |= (group & 0x7FL) << shift;
                if (group >= 0) {
                    if (value < 1) {
                        break;
                    }
                    return value;
                }
            }
            throw new RecordException("order of a chunk's messages that does not ascend");
        }
    }
}
