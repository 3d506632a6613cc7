package org.larmor.mrd.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Readouts of 32 coils x 512 samples, received in pieces of 64 KiB and written into chunks of 1 MiB, and the way back.
 * The score is bytes per microsecond, that is MB/s. Run by {@code org.openjdk.jmh.Main MrdDecoderBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MrdDecoderBenchmark {
    private static final int COILS = 32;
    private static final int SAMPLES = 512;
    private static final int READOUT = MessageId.BYTES + AcquisitionHeader.BYTES + 8 * COILS * SAMPLES;
    private static final int READOUTS = 64;
    private static final int STREAM = READOUTS * READOUT;
    private static final int PIECE = 64 << 10;

    private final MrdMessage.Acquisition acquisition = MrdMessage.Acquisition.of(
            AcquisitionHeader.allocate().numberOfSamples(SAMPLES).activeChannels(COILS),
            new float[0],
            new float[2 * COILS * SAMPLES]);
    private final ByteBuffer stream = ByteBuffer.allocateDirect(STREAM);
    private final ByteBuffer target = ByteBuffer.allocate(STREAM);
    private final WritableByteChannel channel = new Into(target);
    private final Chunks chunks = new Chunks();
    private final MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, chunks);

    public MrdDecoderBenchmark() {
        byte[] bytes = MrdEncoder.bytes(acquisition);
        for (int i = 0; i < READOUTS; i++) {
            stream.put(bytes);
        }
    }

    @Benchmark
    @OperationsPerInvocation(STREAM)
    public long decode() throws MrdProtocolException {
        for (int at = 0; at < STREAM; at += PIECE) {
            stream.limit(Math.min(STREAM, at + PIECE)).position(at);
            decoder.feed(stream);
        }
        return chunks.samples;
    }

    @Benchmark
    @OperationsPerInvocation(STREAM)
    public ByteBuffer encode() throws IOException {
        target.clear();
        for (int i = 0; i < READOUTS; i++) {
            MrdEncoder.write(acquisition, channel);
        }
        return target;
    }

    /** As a gateway does: one readout behind the other until the chunk is full. */
    private static final class Chunks implements MrdDecoder.Sink {
        private final ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
        long samples;

        @Override
        public ByteBuffer place(AcquisitionHeader header, int length) {
            return chunk.remaining() < length ? chunk.clear() : chunk;
        }

        @Override
        public void acquisition(AcquisitionHeader header, int length) {
            samples += header.numberOfSamples();
        }

        @Override
        public void message(MrdMessage message) {
            throw new IllegalStateException(message.toString());
        }
    }

    private record Into(ByteBuffer target) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int n = source.remaining();
            target.put(source);
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
