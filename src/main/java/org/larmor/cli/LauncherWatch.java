package org.larmor.cli;

import java.util.Optional;

/**
 * Where the jar was started by an older Java, the launcher runs this process as its child and passes on what it can; a
 * {@code kill -9} it cannot. So this process ends when the launcher has.
 */
final class LauncherWatch {
    private static final String PID = "larmor.launcher.pid";
    private static final int KILLED = 137;

    private LauncherWatch() {}

    static void start() {
        String pid = System.getProperty(PID);
        if (pid == null) {
            return;
        }
        Optional<ProcessHandle> launcher = ProcessHandle.of(Long.parseLong(pid));
        Thread.ofPlatform().daemon().name("larmor-launcher-watch").start(() -> {
            launcher.ifPresent(process -> process.onExit().join());
            Runtime.getRuntime().halt(KILLED);
        });
    }
}
