package org.larmor.recon.engine;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process computes networks on, and how much of its memory they may take at once. The engine offers no bound of
 * its own, so computations say beforehand what they will take, by estimate, and wait for each other; libtorch may hold
 * more than that, and CUDA itself some hundred megabytes. So this is no hard bound: what the device does not have after
 * all is told from the engine's failure, and whoever computes then takes less at once, and at last the processor, whose
 * memory is bounded elsewhere. Thread-safe.
 */
public final class DeviceMemory {
    /** Networks on the processor. */
    public static final DeviceMemory OF_PROCESSOR = new DeviceMemory(ComputeDevice.PROCESSOR, Long.MAX_VALUE, step -> {});

    /** How libtorch and the libraries below it say that a device's memory is exhausted; there is no type for it. */
    private static final List<String> EXHAUSTED = List.of(
            "CUDA out of memory",
            "CUDA error: out of memory",
            "CUBLAS_STATUS_ALLOC_FAILED",
            "CUDNN_STATUS_ALLOC_FAILED",
            "CUFFT_ALLOC_FAILED");

    private static final int DEEPEST = 20;
    private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);

    private final ComputeDevice device;
    private final long bound;
    private final Consumer<Step> counter;
    private final AtomicBoolean told = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock(/* fair= */ true);
    private final Condition given = lock.newCondition();
    private long taken;

    /** What did not fit. */
    public enum Step {
        /** A model's weights. */
        LOAD,
        /** Slices on their way through a network. */
        INFER,
        /** A training step. */
        TRAIN
    }

    /**
     * What lies on a device.
     *
     * @param manager of its arrays alone, to be closed with them
     */
    public record Placed<T>(T what, NDManager manager) {}

    /** Makes something whose arrays belong to a manager. */
    @FunctionalInterface
    public interface Making<T, E extends Exception> {
        T make(NDManager manager) throws E;
    }

    /** Memory that was taken; closing gives it back. */
    public interface Taken extends AutoCloseable {
        @Override
        void close();
    }

    /** The device has no memory for what was asked of it. */
    private static final class ExhaustedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ExhaustedException(String message) {
            super(message);
        }
    }

    /**
     * @param bound bytes that computations may take at once, by estimate; {@link Long#MAX_VALUE} for what is there
     * @param counter told each time that the device had not enough
     */
    public DeviceMemory(ComputeDevice device, long bound, Consumer<Step> counter) {
        this.device = device;
        this.bound = bound;
        this.counter = counter;
    }

    public ComputeDevice device() {
        return device;
    }

    /**
     * Waits until others of the process leave so much. On the processor it takes nothing.
     *
     * @param bytes by estimate
     * @throws RuntimeException where it never fits, of the kind that {@link #isExhausted} knows
     */
    public Taken take(long bytes) {
        if (device.isProcessor()) {
            return () -> {};
        }
        if (bytes > bound) {
            throw new ExhaustedException(bytes + " bytes are more than the " + bound + " that " + device.label()
                    + " may be asked for");
        }
        lock.lock();
        try {
            while (taken > bound - bytes) {
                given.awaitUninterruptibly();
            }
            taken += bytes;
        } finally {
            lock.unlock();
        }
        return () -> give(bytes);
    }

    /**
     * Makes something that stays, on the device, or on the processor where the device has no memory left for it. Loads the
     * engine.
     */
    public <T, E extends Exception> Placed<T> placed(Making<T, E> making) throws E {
        TorchEngine.load();
        if (!device.isProcessor()) {
            try {
                return placed(device, making);
            } catch (RuntimeException e) {
                if (!isExhausted(e)) {
                    throw e;
                }
                exhausted(Step.LOAD, e);
            }
        }
        return placed(ComputeDevice.PROCESSOR, making);
    }

    private static <T, E extends Exception> Placed<T> placed(ComputeDevice where, Making<T, E> making) throws E {
        NDManager manager = where.manager();
        boolean made = false;
        try {
            Placed<T> placed = new Placed<>(making.make(manager), manager);
            made = true;
            return placed;
        } finally {
            if (!made) {
                manager.close();
            }
        }
    }

    private void give(long bytes) {
        lock.lock();
        try {
            taken -= bytes;
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a failure means that a device's memory is exhausted; the machine's own is another matter. */
    public static boolean isExhausted(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof ExhaustedException || EXHAUSTED.stream().anyMatch(message::contains)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Counts that the device had not enough, and says so in the log the first time. */
    public void exhausted(Step step, RuntimeException why) {
        counter.accept(step);
        if (told.compareAndSet(false, true)) {
            LOG.warn(
                    "{} has not enough memory ({}): less goes there at once, and what does not fit even alone is computed by"
                            + " the processor, which takes longer; this is said once",
                    device.label(),
                    String.valueOf(why.getMessage()).lines().findFirst().orElse("no message"));
        }
    }
}
