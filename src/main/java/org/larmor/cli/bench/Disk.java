package org.larmor.cli.bench;

import java.io.IOException;

/** What one measurement has left to be written to the disk must not slow the next one. */
final class Disk {
    private Disk() {}

    static void settle() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
    }
}
