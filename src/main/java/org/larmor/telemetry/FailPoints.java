package org.larmor.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A set of {@link FailPoint}s. */
final class FailPoints {
    /** What a process killed by {@code SIGKILL} reports. */
    static final int KILLED = 137;

    private static final Pattern POINT = Pattern.compile(
            "(?<name>[\\w.-]+)=(?<action>halt|error|exhaust-heap|exhaust-direct|halt-once:(?<file>[^@]+)|pause:(?<millis>\\d{1,7}))(@(?<at>\\d{1,9}))?");

    private final Map<String, Point> points;
    private final IntConsumer halt;

    private FailPoints(Map<String, Point> points, IntConsumer halt) {
        this.points = Map.copyOf(points);
        this.halt = halt;
    }

    static FailPoints parse(String text) {
        return parse(text, status -> Runtime.getRuntime().halt(status));
    }

    static FailPoints parse(String text, IntConsumer halt) {
        Map<String, Point> points = new HashMap<>();
        for (String one : text.split(",")) {
            if (one.isBlank()) {
                continue;
            }
            Matcher matcher = POINT.matcher(one.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a fail point: " + one);
            }
            int at = matcher.group("at") == null ? 0 : Integer.parseInt(matcher.group("at"));
            Action action = matcher.group("file") != null
                    ? new Action.HaltOnce(Path.of(matcher.group("file")))
                    : matcher.group("millis") != null
                            ? new Action.Pause(Long.parseLong(matcher.group("millis")))
                            : switch (matcher.group("action")) {
                                case "error" -> new Action.Fail();
                                case "exhaust-heap" -> new Action.Exhaust(ByteBuffer::allocate);
                                case "exhaust-direct" -> new Action.Exhaust(ByteBuffer::allocateDirect);
                                default -> new Action.Halt();
                            };
            points.put(matcher.group("name"), new Point(action, at, new AtomicInteger()));
        }
        return new FailPoints(points, halt);
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    void hit(String name) {
        Point point = points.get(name);
        if (point == null) {
            return;
        }
        int hits = point.hits().incrementAndGet();
        if (point.at() != 0 && hits != point.at()) {
            return;
        }
        switch (point.action()) {
            case Action.Halt() -> halt.accept(KILLED);
            case Action.HaltOnce(Path marker) -> {
                if (made(marker)) {
                    halt.accept(KILLED);
                }
            }
            case Action.Fail() -> throw new AssertionError("fail point " + name);
            case Action.Pause(long millis) -> pause(millis);
            case Action.Exhaust(IntFunction<ByteBuffer> kind) -> exhaust(kind);
        }
    }

    private static boolean made(Path marker) {
        try {
            Files.createFile(marker);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the fail point's marker " + marker, e);
        }
    }

    private static void exhaust(IntFunction<ByteBuffer> kind) {
        Object[] all = {};
        while (all.length < Integer.MAX_VALUE) {
            all = new Object[] {all, kind.apply(1 << 20)};
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Point(Action action, int at, AtomicInteger hits) {}

    private sealed interface Action {
        record Halt() implements Action {}

        record HaltOnce(Path marker) implements Action {}

        record Fail() implements Action {}

        record Pause(long millis) implements Action {}

        record Exhaust(IntFunction<ByteBuffer> kind) implements Action {}
    }
}
