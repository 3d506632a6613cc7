package org.larmor.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces this process by one with more JVM options ({@code execv}): the same process number, streams, parent and
 * arguments. On Linux, where a process can read how it was started.
 */
public final class Relaunch {
    private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");
    private static final Path PROGRAM = Path.of("/proc/self/exe");

    private Relaunch() {}

    /**
     * Does not return, unless this cannot be done here.
     *
     * @param options put before those that were given, which win
     */
    @SuppressWarnings("restricted") // the C library's own functions, with the signatures that POSIX gives them
    public static void with(List<String> options) throws Throwable {
        if (!Files.isReadable(ARGUMENTS) || !Files.isExecutable(PROGRAM)) {
            return;
        }
        List<String> arguments = arguments();
        arguments.addAll(1, options);
        Linker linker = Linker.nativeLinker();
        MethodHandle execv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("execv"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            // The engine allocates from many threads; an arena of the C library's for each keeps what others could use.
            int unused = (int) setenv.invokeExact(
                    arena.allocateFrom("MALLOC_ARENA_MAX"), arena.allocateFrom("2"), 0);
            MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
            for (int i = 0; i < arguments.size(); i++) {
                pointers.setAtIndex(
                        ValueLayout.ADDRESS, i, arena.allocateFrom(arguments.get(i), StandardCharsets.ISO_8859_1));
            }
            int failed = (int) execv.invokeExact(
                    arena.allocateFrom(PROGRAM.toRealPath().toString()), pointers);
            assert failed == -1;
        }
    }

    /** Byte for byte, whatever their encoding. */
    private static List<String> arguments() throws IOException {
        String all = Files.readString(ARGUMENTS, StandardCharsets.ISO_8859_1);
        List<String> arguments = new ArrayList<>();
        for (int from = 0, to; (to = all.indexOf('\0', from)) >= 0; from = to + 1) {
            arguments.add(all.substring(from, to));
        }
        return arguments;
    }
}
