package org.larmor.router;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Mark;
import org.larmor.sim.MessageSource;
import org.larmor.sim.stream.ScannerStream;
import org.larmor.sim.stream.StreamCatalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.larmor.router.PlannedFrame.planned;
import static org.larmor.router.PlannedFrame.refused;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.slice;

/** The frames of each kind of scan, planned alike by the router and offline, as was written down for each by hand. */
class ScanPlansTest {
    private static final Map<String, ScannerStream> STREAMS = StreamCatalogue.byName();

    /** What is expected of a stream under a config. */
    private record Row(String stream, String config, List<PlannedFrame> frames) {}

    @TestFactory
    Stream<DynamicTest> routerAndOfflinePlanAsExpected() {
        List<Row> rows = new ArrayList<>();
        full(rows);
        losses(rows);
        accelerated(rows);
        refusals(rows);
        return rows.stream().map(row -> dynamicTest(row.stream() + " / " + row.config(), () -> {
            ScannerStream stream = STREAMS.get(row.stream());
            try (MessageSource source = stream.messages()) {
                assertThat(ScanPlans.routed(source, row.config()))
                        .as("router")
                        .containsExactlyInAnyOrderElementsOf(row.frames());
            }
            try (MessageSource source = stream.messages()) {
                assertThat(ScanPlans.offline(source, row.config()))
                        .as("offline")
                        .containsExactlyInAnyOrderElementsOf(row.frames());
            }
        }));
    }

    private static void full(List<Row> rows) {
        List<FrameKey> six = IntStream.range(0, 6)
                .mapToObj(i -> new FrameKey(0, i % 3, 0, 0, i / 3, 0))
                .toList();
        rows.add(new Row("full", "auto", six.stream().map(frame -> planned(frame, "rss")).toList()));
        rows.add(new Row("full", "sense", six.stream().map(frame -> planned(frame, "sense")).toList()));
        rows.add(new Row("full-bipolar-echoes", "rss", List.of(
                planned(FRAME, "rss"), planned(new FrameKey(0, 0, 1, 0, 0, 0), "rss"))));
        for (String stream : List.of(
                "full-segments", "asymmetric-echo", "discarded-samples", "centre-out", "no-limits", "no-flags", "python-header",
                "premature-slice-interleaved-segments", "premature-slice-block-segments", "premature-slice-averages",
                "volume-full", "volume-elliptical", "cartesian-on-grid")) {
            add(rows, stream, "auto", planned(FRAME, "rss"));
        }
        for (String stream : List.of("partial-fourier-centre", "partial-fourier-minimum")) {
            add(rows, stream, "auto", planned(FRAME, "rss", Mark.PARTIAL_FOURIER));
        }
        for (String stream : List.of("premature-repetition-each-slice", "premature-repetition-first-slice")) {
            rows.add(new Row(stream, "auto", IntStream.range(0, 5)
                    .mapToObj(slice -> planned(slice(slice), "rss"))
                    .toList()));
        }
        for (String stream : List.of("plain", "noise-first", "noise-last", "noise-elsewhere", "phase-correction-lines")) {
            rows.add(new Row(stream, "auto", List.of(planned(slice(0), "rss"), planned(slice(1), "rss"))));
        }
    }

    private static void losses(List<Row> rows) {
        add(rows, "lost-lines", "rss", planned(FRAME, "sense", Mark.INCOMPLETE, Mark.FALLBACK));
        add(rows, "lost-lines", "sense", planned(FRAME, "sense", Mark.INCOMPLETE));
        add(rows, "lost-average", "rss", planned(FRAME, "rss", Mark.INCOMPLETE));
        for (String stream : List.of("lost-lattice-embedded", "lost-lattice-separate")) {
            add(rows, stream, "sense", planned(FRAME, "sense", Mark.INCOMPLETE).calibratedBy(FRAME));
        }
        for (String stream : List.of("lost-centre", "lost-lines-one-coil", "lost-end")) {
            add(rows, stream, "rss", refused(FRAME));
            add(rows, stream, "sense", refused(FRAME));
        }
    }

    private static void accelerated(List<Row> rows) {
        for (String stream : List.of(
                "accelerated-2x", "accelerated-2x-separate", "accelerated-2x-odd", "premature-flags-calibration", "central-run-4", "forty-coils-4x")) {
            add(rows, stream, "sense", planned(FRAME, "sense").calibratedBy(FRAME));
            add(rows, stream, "auto", planned(FRAME, "sense").calibratedBy(FRAME));
        }
        add(rows, "stated-2x-but-full", "auto", planned(FRAME, "rss"));
        rows.add(new Row("premature-repetition-accelerated", "sense", IntStream.range(0, 5)
                .mapToObj(slice -> planned(slice(slice), "sense").calibratedBy(slice(slice)))
                .toList()));
        rows.add(new Row("calibration-first-repetition", "sense", IntStream.range(0, 3)
                .mapToObj(r -> planned(Scans.repetition(r), "sense").calibratedBy(FRAME))
                .toList()));
        add(rows, "accelerated-2x", "rss", planned(FRAME, "rss"));
        add(rows, "lattice-4x", "rss", planned(FRAME, "rss"));
        add(rows, "random-stated", "sense", planned(FRAME, "sense"));
        add(rows, "volume-2x-lines", "sense", planned(FRAME, "sense"));
        for (String config : List.of("sense", "auto")) {
            add(rows, "one-coil-4x", config, planned(FRAME, "rss", Mark.FALLBACK));
            for (String stream : List.of("calibration-own-space", "calibration-own-space-larger")) {
                add(rows, stream, config, planned(FRAME, "sense").calibratedBy(new FrameKey(1, 0, 0, 0, 0, 0)));
            }
            List<FrameKey> repetitions = IntStream.range(0, 4).mapToObj(Scans::repetition).toList();
            List<FrameKey> phases = IntStream.range(0, 4)
                    .mapToObj(phase -> new FrameKey(0, 0, 0, phase, 0, 0))
                    .toList();
            rows.add(new Row("interleaved-repetitions-4x", config, eachWithTheOthers(repetitions)));
            rows.add(new Row("interleaved-phases-4x", config, eachWithTheOthers(phases)));
        }
    }

    private static void refusals(List<Row> rows) {
        rows.add(new Row("interleaved-cut-4x", "sense", List.of(
                refused(Scans.repetition(0)), refused(Scans.repetition(1)))));
        for (String stream : List.of("lattice-4x", "central-run-3", "volume-2x2", "volume-caipi")) {
            add(rows, stream, "sense", refused(FRAME));
            add(rows, stream, "auto", refused(FRAME));
        }
        for (String stream :
                List.of("epi", "epi-ramp-sampled", "epi-called-cartesian", "radial", "spiral", "other-off-grid")) {
            add(rows, stream, "rss", refused(FRAME));
        }
    }

    private static List<PlannedFrame> eachWithTheOthers(List<FrameKey> frames) {
        return frames.stream()
                .map(frame -> {
                    Set<FrameKey> others = new HashSet<>(frames);
                    others.remove(frame);
                    return planned(frame, "sense").with(others);
                })
                .toList();
    }

    private static void add(List<Row> rows, String stream, String config, PlannedFrame frame) {
        rows.add(new Row(stream, config, List.of(frame)));
    }
}
