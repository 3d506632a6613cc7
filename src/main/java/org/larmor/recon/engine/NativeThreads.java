package org.larmor.recon.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * How many native threads the engine's operations have: what it was loaded with, but where the calling thread has been
 * granted more and does what is worth them. A U-Net is; CG-SENSE took longer with two for each of its many small operations.
 */
public final class NativeThreads {
    private static final ThreadLocal<Integer> GRANTED = ThreadLocal.withInitial(() -> 1);

    private NativeThreads() {}

    /** From now on the calling thread may have so many for what it does {@link #wide}; 1 takes them back. */
    public static void grant(int threads) {
        GRANTED.set(threads);
    }

    /** Does, with what threads are granted, work of which nearly all are large operations. */
    public static NDArray wide(Supplier<NDArray> work) {
        int granted = GRANTED.get();
        if (granted == 1) {
            return work.get();
        }
        int before = JniUtils.getNumThreads();
        JniUtils.setNumThreads(granted); // of this thread; others keep theirs
        try {
            return work.get();
        } finally {
            JniUtils.setNumThreads(before);
        }
    }
}
