package org.larmor.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns Ctrl-C and SIGTERM into a wish that long work looks at between its steps, and holds the JVM's end back until the
 * work is done with saving, or too long has passed. Interrupts nothing: an interrupted read would close its file.
 */
final class StopRequest implements BooleanSupplier, AutoCloseable {
    private static final long PATIENCE_MINUTES = 10;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean requested;

    /** @param told is run once when the wish comes */
    StopRequest(Runnable told) {
        hook = Thread.ofPlatform().name("larmor-stop").unstarted(() -> {
            if (done.getCount() == 0) {
                return;
            }
            requested = true;
            told.run();
            try {
                done.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public boolean getAsBoolean() {
        return requested;
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending already: that is what the hook was for
        }
    }
}
