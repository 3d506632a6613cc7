package org.larmor.router;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent.ScanClosed;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.Line;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;

/** A scan takes of the router's time what its own events are worth, and its damage is its own. */
class ScanCostTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** Looking at all frames for each flag would take some hundred million reads, and those are counted. */
    @ParameterizedTest
    @ValueSource(ints = {Line.LAST_IN_MEASUREMENT, Line.LAST_IN_REPETITION})
    @Timeout(60)
    void flagOnEveryLineDoesNotReadTheScanEveryTime(int flag) {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        int frames = 20_000;
        for (int i = 0; i < frames; i++) {
            bench.chunk(A, new FrameKey(0, i, 0, 0, 0, 0), new Line(0, 0, 0, 0, flag));
        }
        bench.end(A, false);
        assertThat(bench.results())
                .noneMatch(ScanRefused.class::isInstance)
                .last()
                .isInstanceOfSatisfying(
                        ScanClosed.class, closed -> assertThat(closed.results()).isEqualTo(frames));
    }

    @Test
    @Timeout(60)
    void framesThatComeInTurnsAreNotPutTogetherForEachLine() {
        bench.open(A, RecipeRequest.RSS, header(256, 1, null, null, null));
        int frames = 300;
        for (int line = 0; line < 256; line++) {
            for (int frame = 0; frame < frames; frame++) {
                bench.chunk(A, new FrameKey(0, frame % 20, 0, frame / 20, 0, 0), line(line));
            }
        }
        assertThat(bench.jobs()).hasSize(frames);
    }

    @Test
    void noiseWithoutEndIsRefused() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        for (int i = 0; i < ScanLimits.NOISE; i++) {
            bench.context(A, ChunkKind.NOISE, null, i);
        }
        assertThat(bench.results()).isEmpty();
        bench.context(A, ChunkKind.NOISE, null, ScanLimits.NOISE);
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(
                ScanRefused.class, refused -> assertThat(refused.text()).contains("4097 chunks of noise, at most 4096"));
    }

    /** Whatever store is damaged: its scan is ended with a text, or goes without; the next one is served. */
    @ParameterizedTest
    @ValueSource(strings = {
        Topics.ROUTER_SCANS_STORE, Topics.ROUTER_FRAMES_STORE, Topics.ROUTER_CONTEXTS_STORE, Topics.ROUTER_AWAITED_STORE
    })
    void damageEndsItsOwnScanAlone(String store) {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.context(A, ChunkKind.NOISE, null, 1);
        bench.calibration(A, FRAME, 2, line(0));
        bench.chunk(A, FRAME, lines(0, 4, 1));
        Job job = bench.jobs().getFirst();
        bench.damage(store);
        bench.context(A, ChunkKind.NOISE, null, 3);
        bench.chunk(A, new FrameKey(0, 1, 0, 0, 0, 0), lines(0, 4, 1));
        bench.answered(job);
        bench.beat();
        bench.end(A, false);
        assertThat(bench.results())
                .anyMatch(result -> result instanceof ScanRefused || result instanceof ScanClosed);
        bench.deadLetters();
        bench.jobs();

        bench.open(B, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(B, FRAME, lines(0, 4, 1));
        assertThat(bench.jobs()).extracting(Job::scan).containsExactly(B);
        bench.pass(RouterPolicy.DEFAULT.keepClosed().multipliedBy(2));
        bench.beat();
        bench.beat();
        assertThat(bench.deadLetters()).isZero();
    }
}
