package org.larmor.recon.coil;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing after the other beside the calling thread, which is at the next meanwhile: on another core where one is
 * idle, else on the caller's. All is done when it is closed. Used by one thread.
 */
final class Following implements AutoCloseable {
    private @Nullable ForkJoinTask<?> last;

    /** Has it done when what came before is done, which is waited for; throws what that threw. */
    void then(Runnable task) {
        join();
        last = ForkJoinPool.commonPool().submit(task);
    }

    @Override
    public void close() {
        join();
    }

    private void join() {
        ForkJoinTask<?> task = last;
        last = null;
        if (task != null) {
            task.join();
        }
    }
}
