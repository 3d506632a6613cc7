package org.larmor.worker;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.larmor.recon.engine.NativeThreads;

/**
 * The cores that a reconstruction computes on: one, and a second where a network can use it and nobody else wants it. Two
 * reconstructions of one native thread each get more done than one of two after the other, but who waits for a single
 * frame has it sooner. Taken, used and closed by one thread.
 */
final class Cores implements AutoCloseable {
    private static final int ALONE = 2;

    private final Semaphore computing;
    private final int taken;

    private Cores(Semaphore computing, int taken) {
        this.computing = computing;
        this.taken = taken;
        NativeThreads.grant(taken);
    }

    /**
     * Waits for a core.
     *
     * @param computing has a permit for each reconstruction that the machine is to do at the same time
     * @param learned whether a network is to be computed
     */
    static Cores take(Semaphore computing, boolean learned) throws InterruptedException {
        computing.acquire();
        // not before those who wait already
        boolean second = learned && computing.tryAcquire(ALONE - 1, 0, TimeUnit.SECONDS);
        return new Cores(computing, second ? ALONE : 1);
    }

    @Override
    public void close() {
        NativeThreads.grant(1);
        computing.release(taken);
    }
}
