package org.larmor.gateway;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The one bound over all that connections make the gateway hold. A quarter of it is for what is on its way to the log,
 * which pauses sockets; the rest is for what they hold otherwise, and is asked for. Event loop only, but for reading.
 */
final class ByteBudget {
    /** What bytes are held for. */
    enum Use {
        /** Messages that are put together, and headers until they are durable. */
        MESSAGES("messages and headers"),
        /** Chunks that still take readouts. */
        CHUNKS("open chunks"),
        /** What the log has not acknowledged. */
        IN_FLIGHT("the way to the log"),
        /** Images and texts that scanners have not taken, as long as they can be taken back and read again. */
        OUTWARD("images and texts"),
        /** What sockets were handed and have not passed on; nothing takes it back. */
        SOCKETS("what is in sockets"),
        /** Which frames and pieces there were. */
        FRAMES("lists of frames");

        private final String words;

        Use(String words) {
            this.words = words;
        }

        /** As a metric's label. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Held {
        private long bytes;
    }

    /** Two of the longest headers while they are put together, however small the bound is. */
    private static final long LEAST_MESSAGES = 8L << 20;

    private static final long MIB = 1 << 20;

    private final long bound;
    private final Map<Use, Held> held = new EnumMap<>(Use.class);
    private long total;
    private long released;

    ByteBudget(long bound) {
        this.bound = bound;
        for (Use use : Use.values()) {
            held.put(use, new Held());
        }
    }

    /** Whether so many bytes more may be held. */
    boolean admits(Use use, long bytes) {
        if (bytes <= 0) {
            return true;
        }
        long share =
                switch (use) {
                    case MESSAGES -> Math.min(bound / 2, Math.max(bound / 8, LEAST_MESSAGES));
                    case OUTWARD -> bound / 8;
                    case CHUNKS, IN_FLIGHT, SOCKETS, FRAMES -> bound;
                };
        return held(use) + bytes <= share && waiting() + bytes <= bound * 3 / 4;
    }

    /**
     * Whether a socket may be handed more than the least: what lies in sockets cannot be taken back, so scanners that do
     * not read must not fill with it what those need that do.
     */
    boolean isOutwardRoomy() {
        return held(Use.SOCKETS) <= bound / 16 && waiting() <= bound * 3 / 4;
    }

    /** Counts bytes if they may be held. */
    boolean take(Use use, long bytes) {
        if (!admits(use, bytes)) {
            return false;
        }
        hold(use, bytes);
        return true;
    }

    /**
     * Counts a little more of a list of frames, for which nobody waits: all of them together take a quarter of the bound
     * at most.
     */
    boolean list(long bytes) {
        if (held(Use.FRAMES) + bytes > bound / 4) {
            return false;
        }
        hold(Use.FRAMES, bytes);
        return true;
    }

    /** Counts bytes that are held whatever the bound says. */
    void hold(Use use, long bytes) {
        of(use).bytes += bytes;
        total += bytes;
    }

    /** Bytes are held no more. */
    void release(Use use, long bytes) {
        of(use).bytes -= bytes;
        total -= bytes;
        released += bytes;
    }

    long held(Use use) {
        return of(use).bytes;
    }

    /** All that is held. */
    long total() {
        return total;
    }

    private Held of(Use use) {
        return Objects.requireNonNull(held.get(use));
    }

    /** Whether so many bytes are much for what only waits. */
    boolean isMuch(long bytes) {
        return bytes > bound / 16;
    }

    /** Goes on whenever bytes are released. */
    long released() {
        return released;
    }

    /** Whether open chunks should leave early. */
    boolean isHigh() {
        return total() > bound * 3 / 4;
    }

    /** Whether a chunk should leave with each message that is complete. */
    boolean isTight() {
        return waiting() > bound * 5 / 8;
    }

    /** Whether room may be given for what is likely to come. */
    boolean isRoomy() {
        return waiting() <= bound / 2;
    }

    /** How many bytes of open chunks may stay once the high mark is passed. */
    long openTarget() {
        return bound / 4;
    }

    /**
     * Whether sockets must wait. Only what is in flight decides: the log takes it without their help, while a message that
     * is partly received cannot leave before its socket has gone on.
     */
    boolean isFull() {
        return held(Use.IN_FLIGHT) > bound / 4;
    }

    /** Whether paused sockets may go on. */
    boolean isLow() {
        return held(Use.IN_FLIGHT) < bound * 3 / 16;
    }

    /** What holds how much of which bound, and the flag that sets it, for whom something is refused. */
    String words() {
        StringBuilder words = new StringBuilder("this gateway holds ");
        words.append(mib(total())).append(" of ").append(mib(bound)).append(" (--gateway-memory)");
        String before = ": ";
        for (Use use : Use.values()) {
            if (held(use) > 0) {
                words.append(before).append(mib(held(use))).append(" for ").append(use.words);
                before = ", ";
            }
        }
        return words.toString();
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB);
    }

    /** What the log does not take away by itself. */
    private long waiting() {
        return total() - held(Use.IN_FLIGHT);
    }
}
