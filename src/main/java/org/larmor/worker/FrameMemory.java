package org.larmor.worker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.Job;
import org.larmor.recon.FrameInput;

/**
 * The heap that the frames which are reconstructed at once may take together, over all loops and pools of a process. A
 * frame is loaded only when its bytes fit beside those that are there; whoever waits longest is next, so that a large frame
 * runs alone and keeps the small ones waiting no longer than it takes itself, and is not kept waiting for ever by them.
 */
final class FrameMemory {
    /** What is counted at once, so that a semaphore's count suffices for any memory. */
    private static final int UNIT = 64 << 10;

    /** Chunks lie in what the log's answer came in, which holds a little more than was asked for. */
    private static final double OVERHEAD = 1.25;

    private final long bound;
    private final int units;
    private final Semaphore free;

    /** @param bound bytes of the heap */
    FrameMemory(long bound) {
        this.bound = bound;
        this.units = Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.max(1, bound / UNIT)));
        this.free = new Semaphore(units, true);
    }

    /** What a job's frame will take. */
    static long estimate(Job job) {
        return Math.round(OVERHEAD * (bytes(job.chunks()) + bytes(job.companions()) + bytes(job.contexts())));
    }

    /** What a frame takes that is there already. */
    static long estimate(FrameInput frame) {
        long bytes = Stream.of(frame.scan().noise(), frame.calibration(), frame.imaging(), frame.companions())
                .flatMap(List::stream)
                .mapToLong(ByteBuffer::remaining)
                .sum();
        return Math.round(OVERHEAD * bytes);
    }

    private static long bytes(List<ChunkRef> chunks) {
        return chunks.stream().mapToLong(ChunkRef::bytes).sum();
    }

    /** Why a frame of that size can never be loaded, for its scanner; empty where it can. */
    Optional<String> refusal(long bytes) {
        return units(bytes) <= units
                ? Optional.empty()
                : Optional.of("the frame takes " + megabytes(bytes) + " MB to load, at most " + megabytes(bound)
                        + " MB are there for it (--worker-memory)");
    }

    /** Waits until so many bytes are free, and takes them; the bytes have no {@link #refusal}. */
    void take(long bytes) throws InterruptedException {
        free.acquire(units(bytes));
    }

    /** Takes so many bytes where they are free now and nobody waits for them. */
    boolean tryTake(long bytes) throws InterruptedException {
        return free.tryAcquire(units(bytes), 0, TimeUnit.NANOSECONDS);
    }

    void giveBack(long bytes) {
        free.release(units(bytes));
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, bytes / UNIT + 1));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
    }
}
