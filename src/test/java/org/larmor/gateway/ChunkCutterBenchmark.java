package org.larmor.gateway;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MessageId;
import org.larmor.mrd.wire.MrdDecoder;
import org.larmor.mrd.wire.MrdEncoder;
import org.larmor.mrd.wire.MrdLimits;
import org.larmor.mrd.wire.MrdMessage;
import org.larmor.mrd.wire.MrdProtocolException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A stream of readouts cut into chunks, as a gateway does but for what it does with them: 64 MiB of 512 samples and 8
 * coils, of one frame after the other or of 160 at once. The score is bytes per microsecond, that is MB/s. Run by {@code
 * org.openjdk.jmh.Main ChunkCutterBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ChunkCutterBenchmark {
    private static final int COILS = 8;
    private static final int SAMPLES = 512;
    private static final int READOUT = MessageId.BYTES + AcquisitionHeader.BYTES + 8 * COILS * SAMPLES;
    private static final int READOUTS = (64 << 20) / READOUT;
    private static final int PIECE = 64 << 10;

    @Param({"1", "160"})
    private int open;

    private final ByteBudget budget = new ByteBudget(96L << 20);
    private ByteBuffer stream = ByteBuffer.allocate(0);
    private long left;

    @org.openjdk.jmh.annotations.Setup
    public void fill() {
        stream = ByteBuffer.allocateDirect(READOUTS * READOUT);
        for (int i = 0; i < READOUTS; i++) {
            AcquisitionHeader header = AcquisitionHeader.allocate()
                    .numberOfSamples(SAMPLES)
                    .activeChannels(COILS)
                    .slice(i % open)
                    .kspaceEncodeStep1(i / open);
            stream.put(MrdEncoder.bytes(
                    MrdMessage.Acquisition.of(header, new float[0], new float[2 * COILS * SAMPLES])));
        }
    }

    @Benchmark
    @OperationsPerInvocation(READOUTS * READOUT)
    public long cut() throws MrdProtocolException {
        ChunkCutter cutter = new ChunkCutter(budget, chunk -> left += chunk.close().length);
        MrdDecoder decoder = new MrdDecoder(MrdLimits.DEFAULT, new MrdDecoder.Sink() {
            @Override
            public ByteBuffer place(AcquisitionHeader header, int length) throws MrdProtocolException {
                return cutter.place(header, length);
            }

            @Override
            public ByteBuffer more(ByteBuffer full, int missing) {
                return cutter.more(missing);
            }

            @Override
            public void acquisition(AcquisitionHeader header, int length) {
                cutter.acquired(header, length, 0);
            }

            @Override
            public void message(MrdMessage message) {
                throw new IllegalStateException(message.toString());
            }
        });
        for (int at = 0; at < READOUTS * READOUT; at += PIECE) {
            stream.limit(Math.min(READOUTS * READOUT, at + PIECE)).position(at);
            decoder.feed(stream);
        }
        cutter.leaveAll();
        return left;
    }
}
