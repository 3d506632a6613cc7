package org.larmor.worker;

import java.util.concurrent.Semaphore;
import org.larmor.recon.engine.NativeThreads;

/**
 * The core that a reconstruction computes on. While it has it, a costly one takes another for large operations, where nobody
 * else wants that: two reconstructions of one native thread each get more done than one of two after the other, but who waits for a
 * single frame has it sooner. Taken, used and closed by one thread.
 */
final class Cores implements AutoCloseable {
    private final Semaphore computing;

    private Cores(Semaphore computing, boolean costly) {
        this.computing = computing;
        NativeThreads.mayTakeFrom(costly ? computing : null);
    }

    /**
     * Waits for a core.
     *
     * @param computing has a permit for each reconstruction that the machine is to do at the same time
     * @param costly whether the reconstruction takes so long that anybody feels the difference
     */
    static Cores take(Semaphore computing, boolean costly) throws InterruptedException {
        computing.acquire();
        return new Cores(computing, costly);
    }

    @Override
    public void close() {
        NativeThreads.mayTakeFrom(null);
        computing.release();
    }
}
