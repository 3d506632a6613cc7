package org.larmor.cli;

/** What the program's commands exit with. */
public final class ExitCode {
    public static final int FINE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int IMAGES_MISSING = 3;

    private ExitCode() {}
}
