package org.larmor.cli;

import java.util.concurrent.CountDownLatch;

/** Runs until it is ended. */
final class WatchedProgram {
    private WatchedProgram() {}

    public static void main(String[] args) throws InterruptedException {
        LauncherWatch.start();
        System.out.println("running");
        new CountDownLatch(1).await();
    }
}
