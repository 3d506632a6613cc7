package org.larmor.worker;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.larmor.recon.engine.TorchEngine;

/**
 * The cores that a reconstruction computes on: one, and a second where it is costly and nobody else wants one. Two
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
    }

    /**
     * Waits for a core.
     *
     * @param computing has a permit for each reconstruction that the machine is to do at the same time
     */
    static Cores take(Semaphore computing, boolean costly) throws InterruptedException {
        computing.acquire();
        // not before those who wait already
        boolean second = costly && computing.tryAcquire(ALONE - 1, 0, TimeUnit.SECONDS);
        Cores cores = new Cores(computing, second ? ALONE : 1);
        try {
            cores.threads(cores.taken);
            return cores;
        } catch (RuntimeException | Error e) { // an engine that does not load
            computing.release(cores.taken);
            throw e;
        }
    }

    private void threads(int threads) {
        if (taken > 1) {
            TorchEngine.threads(threads);
        }
    }

    @Override
    public void close() {
        threads(1);
        computing.release(taken);
    }
}
