package org.larmor.router;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.SampleOrder;
import org.larmor.bus.record.Teaching;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.header.MrdHeader;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.lines;

/** Which frames are to be learned from. */
class SampleOrderTest {
    private static final Teaching TEACHING = new Teaching("p", "s", "c", "t");

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** Sends so many repetitions of each second line and a full centre; gives their jobs. */
    private List<Job> undersampled(MrdHeader header, RecipeRequest asked, int repetitions) {
        bench.open(A, asked, header);
        for (int repetition = 0; repetition < repetitions; repetition++) {
            FrameKey frame = new FrameKey(0, 0, 0, 0, repetition, 0);
            bench.chunk(A, frame, lines(0, 64, 2));
            bench.chunk(A, frame, lines(22, 42, 1));
        }
        bench.end(A, false);
        return bench.jobs();
    }

    @Test
    void undersampledFramesAreOrderedWhereTheScanMayTeach() {
        bench.teaching = TEACHING;
        bench.mostSamples = 16;
        assertThat(undersampled(header(64, 2, null, null, 3), RecipeRequest.SENSE, 4))
                .hasSize(4)
                .allSatisfy(job -> assertThat(job.sample()).isEqualTo(new SampleOrder("knee", TEACHING, null)));
    }

    @Test
    void nothingIsOrderedWhereItMayNotOrThePolicyHasNoneOfIt() {
        bench.mostSamples = 16;
        assertThat(undersampled(header(64, 2, null, null, 3), RecipeRequest.SENSE, 4)).allMatch(job -> job.sample() == null);
        bench.end(A, false);
        Bench other = new Bench();
        try {
            other.teaching = TEACHING;
            other.open("other", RecipeRequest.SENSE, header(64, 2, null, null, 3));
            other.chunk("other", Scans.FRAME, lines(0, 64, 2));
            other.chunk("other", Scans.FRAME, lines(22, 42, 1));
            other.end("other", false);
            assertThat(other.jobs()).isNotEmpty().allMatch(job -> job.sample() == null);
        } finally {
            other.close();
        }
    }

    @Test
    void fullFramesTeachNothing() {
        bench.teaching = TEACHING;
        bench.mostSamples = 16;
        bench.open(A, RecipeRequest.RSS, header(64, 1, null, null, null));
        bench.chunk(A, Scans.FRAME, lines(0, 64, 1));
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.sample()).isNull());
    }

    @Test
    void ofManyFramesAboutAsManyAreDrawnAsAreWantedAndAlwaysTheSame() {
        MrdHeader header = header(64, 2, null, null, 399);
        List<FrameKey> first = new ArrayList<>();
        for (int repetition = 0; repetition < 400; repetition++) {
            FrameKey frame = new FrameKey(0, 0, 0, 0, repetition, 0);
            if (SampleDraw.admits(A, frame, header.encodings(), 16)) {
                first.add(frame);
            }
            assertThat(SampleDraw.admits(A, frame, header.encodings(), 16)).isEqualTo(first.contains(frame));
        }
        assertThat(first).hasSizeBetween(6, 30);
    }

    @Test
    void scanWithoutLimitsDoesNotFloodTheLog() {
        MrdHeader header = header(64, 2, null, null, null);
        long drawn = java.util.stream.IntStream.range(0, 20_000)
                .filter(repetition ->
                        SampleDraw.admits(A, new FrameKey(0, 0, 0, 0, repetition, 0), header.encodings(), 16))
                .count();
        assertThat(drawn).isBetween(16L, 300L);
    }
}
