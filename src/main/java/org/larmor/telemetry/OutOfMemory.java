package org.larmor.telemetry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one way out where memory is exhausted, be it the heap, direct buffers or what the engine allocates: the process ends
 * at once, with one line, and whoever watches over it starts another. Going on would be worse: a thread that died of it
 * leaves a process that lives, holds its connections and its locks, and does nothing.
 */
public final class OutOfMemory {
    /** The exit status; the same as of {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int STATUS = 3;

    /**
     * How libtorch and the C++ library say it; they have no type of their own for it. A graphics processor whose memory is
     * exhausted is no reason to end: whoever computes there takes less at once, or the processor.
     */
    private static final List<String> NATIVE = List.of("DefaultCPUAllocator", "std::bad_alloc");

    private static final int DEEPEST = 20;

    private OutOfMemory() {}

    /** Ends the process where that is what a failure means; else does nothing. */
    public static void endIfMeantBy(Throwable failure) {
        String what = meaning(failure);
        if (what == null) {
            return;
        }
        try {
            System.err.println("larmor: out of memory (" + what + "): the process ends; --gateway-memory,"
                    + " --worker-memory and the heap (java -Xmx…) say how much it may hold");
        } finally {
            // Whatever else could be done here, a shutdown hook too, might need memory, as the line above does.
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** Ends the process also where a thread dies of it that nobody watches. */
    public static void watchThreads() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            endIfMeantBy(failure);
            System.err.println("larmor: thread " + thread.getName() + " died");
            failure.printStackTrace();
        });
    }

    /** What is exhausted, as the failure says; null where it means something else. */
    @Nullable
    static String meaning(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof OutOfMemoryError || NATIVE.stream().anyMatch(message::contains)) {
                return message.lines().findFirst().orElse("no message");
            }
            cause = cause.getCause();
        }
        return null;
    }
}
