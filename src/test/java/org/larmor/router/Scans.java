package org.larmor.router;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.Encoding;
import org.larmor.mrd.header.Limit;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.scan.Line;

/** Headers, frames and lines for tests. */
final class Scans {
    static final String A = "00000000-0000-0000-0000-00000000000a";
    static final String B = "00000000-0000-0000-0000-00000000000b";
    static final FrameKey FRAME = repetition(0);

    private Scans() {}

    static FrameKey repetition(int repetition) {
        return new FrameKey(0, 0, 0, 0, repetition, 0);
    }

    static FrameKey slice(int slice) {
        return new FrameKey(0, slice, 0, 0, 0, 0);
    }

    /** Limits of {@code lines} × 1, with the given highest average, segment and repetition (null = not stated). */
    static MrdHeader header(
            int lines,
            int acceleration,
            @Nullable Integer average,
            @Nullable Integer segment,
            @Nullable Integer repetition) {
        Encoding.Limits limits = new Encoding.Limits(
                null,
                new Limit(0, lines - 1, lines / 2),
                new Limit(0, 0, 0),
                limit(average),
                null,
                null,
                null,
                limit(repetition),
                null,
                limit(segment));
        return header("cartesian", lines, acceleration, limits);
    }

    static MrdHeader header(String trajectory, int lines, int acceleration, Encoding.Limits limits) {
        Encoding.Space space = new Encoding.Space(lines, lines, 1, 300, 300, 5);
        return new MrdHeader(
                List.of(new Encoding(trajectory, space, space, limits, acceleration, 1, null)),
                List.of(),
                null,
                null,
                null,
                null,
                "Brain T2",
                null,
                Map.of());
    }

    static Line line(int step1) {
        return new Line(step1, 0, 0, 0, 0);
    }

    static Line last(int step1, int flag) {
        return new Line(step1, 0, 0, 0, flag);
    }

    static Line line(int step1, int average, int segment, int flag) {
        return new Line(step1, 0, average, segment, flag);
    }

    /** Lines {@code from}, {@code from + step}, … below {@code end}. */
    static Line[] lines(int from, int end, int step) {
        return IntStream.iterate(from, i -> i < end, i -> i + step)
                .mapToObj(Scans::line)
                .toArray(Line[]::new);
    }

    /** The same, the last of them marked LAST_IN_SLICE. */
    static Line[] lastOf(Line... lines) {
        Line[] marked = lines.clone();
        Line end = marked[marked.length - 1];
        marked[marked.length - 1] =
                new Line(end.step1(), end.step2(), end.average(), end.segment(), Line.LAST_IN_SLICE);
        return marked;
    }

    private static @Nullable Limit limit(@Nullable Integer maximum) {
        return maximum == null ? null : new Limit(0, maximum, 0);
    }
}
