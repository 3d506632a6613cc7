package org.larmor.recon.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many native threads the engine's operations have: what it was loaded with, but one more for large operations where the
 * calling thread may take another core and one is idle. A U-Net is worth one, so are the calibration's matrices and transforms
 * of all coils; of many small operations each takes longer with two.
 */
public final class NativeThreads {
    private static final ThreadLocal<@Nullable Semaphore> CORES = new ThreadLocal<>();

    /** What the engine was loaded with; 0 until then. */
    private static volatile int usual;

    private NativeThreads() {}

    /** The engine is loaded. */
    static void loaded() {
        usual = JniUtils.getNumThreads();
    }

    /**
     * From now on the calling thread may take another core for what it does {@link #wide}.
     *
     * @param cores has a permit for each that is idle; null for no others
     */
    public static void mayTakeFrom(@Nullable Semaphore cores) {
        if (cores == null) {
            CORES.remove();
        } else {
            CORES.set(cores);
        }
        if (usual > 0) {
            // a thread that computes for the first time begins with what another has just then
            JniUtils.setNumThreads(usual);
        }
    }

    /** Does large operations, with one thread more where there is a core that nobody uses or waits for. */
    public static <T> T wide(Supplier<T> work) {
        Semaphore cores = CORES.get();
        if (cores == null || cores.hasQueuedThreads() || !cores.tryAcquire()) {
            return work.get();
        }
        try {
            // of this thread; others that have computed before keep theirs
            JniUtils.setNumThreads(usual + 1);
            try {
                return work.get();
            } finally {
                JniUtils.setNumThreads(usual);
            }
        } finally {
            cores.release();
        }
    }
}
