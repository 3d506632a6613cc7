package org.larmor.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a program is started that takes only what nobody else wants of the processor. */
public final class Yielding {
    /** What gives a program only the time that nobody else wants, and what gives it little; the first that is there. */
    private static final List<List<String>> WAYS =
            List.of(List.of("/usr/bin/chrt", "--idle", "0"), List.of("/usr/bin/nice", "-n", "19"));

    private Yielding() {}

    /** What stands before its command; nothing where the system has no such thing. */
    public static List<String> prefix() {
        return WAYS.stream()
                .filter(way -> Files.isExecutable(Path.of(way.getFirst())))
                .findFirst()
                .orElse(List.of());
    }
}
