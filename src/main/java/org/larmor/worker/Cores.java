package org.larmor.worker;

import java.util.concurrent.Semaphore;
import org.larmor.recon.engine.NativeThreads;

/**
 * The core that a reconstruction computes on. While it has it, it takes another for large operations, where nobody else wants
 * that: two reconstructions of one native thread each get more done than one of two after the other, but who waits for a
 * single frame has it sooner. Taken, used and closed by one thread.
 */
final class Cores implements AutoCloseable {
    private final Semaphore computing;

    private Cores(Semaphore computing) {
        this.computing = computing;
        NativeThreads.mayTakeFrom(computing);
    }

    /**
     * Waits for a core.
     *
     * @param computing has a permit for each reconstruction that the machine is to do at the same time
     */
    static Cores take(Semaphore computing) throws InterruptedException {
        computing.acquire();
        return new Cores(computing);
    }

    @Override
    public void close() {
        NativeThreads.mayTakeFrom(null);
        computing.release();
    }
}
