package org.larmor.router;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.IndexEvent.ChunkStored;
import org.larmor.bus.record.IndexEvent.ScanAlive;
import org.larmor.bus.record.IndexEvent.ScanEnded;
import org.larmor.bus.record.IndexEvent.Tick;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.Lines;
import org.larmor.bus.record.ResultEvent.FrameFailed;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;
import static org.larmor.router.Scans.repetition;

/** Records that are not what they should be: they go to the dead letters, and the next one is served. */
class PoisonTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\u0002", "\u0002{", "\u0002null", "\u0002{\"type\":\"Unheard\"}", "9{}", "\u0002[1]", "noise",
        "\u0002{\"type\":\"ScanOpened\"}",
        "\u0002{\"type\":\"ScanOpened\",\"scan\":\"x\"}",
        "\u0002{\"type\":\"ChunkStored\",\"scan\":\"a\"}",
        "\u0002{\"type\":\"ChunkStored\",\"scan\":\"a\",\"chunk\":{},\"lines\":\"AAAA\"}",
        "\u0002{\"type\":\"ChunkStored\",\"scan\":\"a\",\"chunk\":{\"kind\":\"NEW\"},\"lines\":\"\"}",
        "\u0002{\"type\":\"ScanEnded\"}"
    })
    void poisonGoesToTheDeadLetters(String poison) {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.raw(poison.getBytes(StandardCharsets.UTF_8));
        assertThat(bench.deadLetters()).isEqualTo(1);
        goesOn();
    }

    @Test
    void recordOfALaterVersionIsNoPoisonAndStopsTheRouter() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        assertThatThrownBy(() -> bench.raw("\u0003{\"type\":\"FrameMoved\"}".getBytes(StandardCharsets.UTF_8)))
                .hasStackTraceContaining("a record has schema version 3, and this program reads up to 2");
        assertThat(bench.deadLetters()).isZero();
    }

    @Test
    void eventsOfAScanNeverOpenedGoToTheDeadLetters() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.chunk(B, FRAME, line(0));
        bench.pipe(new ScanEnded(B, 0, false, "", 0));
        assertThat(bench.deadLetters()).isEqualTo(2);
        bench.pipe(new ScanAlive(B, 0, 0));
        assertThat(bench.deadLetters()).isZero();
        assertThat(bench.entries()).as("a scan and a chunk").isEqualTo(2);
        goesOn();
    }

    @Test
    void eventsInAnotherPartitionThanTheirsGoToTheDeadLetters() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.pipe(new ScanEnded(A, 3, false, "", 0));
        bench.pipe(new Tick(1, Long.MAX_VALUE));
        assertThat(bench.deadLetters()).isEqualTo(2);
        goesOn();
    }

    @Test
    void imagingChunkWithoutAFrameChangesNothing() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        for (ChunkKind kind : List.of(ChunkKind.IMAGING, ChunkKind.CALIBRATION)) {
            bench.pipe(new ChunkStored(A, 0, null, new ChunkRef(kind, 9, 9, 9, 9), Lines.NONE, 0, 0, 0));
        }
        assertThat(bench.deadLetters()).isEqualTo(2);
        goesOn();
    }

    @Test
    void scanThatCannotBeDecidedIsEndedAloneAndItsScannerIsTold() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.raw(("\u0002{\"type\":\"ScanOpened\",\"scan\":\"" + B + "\",\"asked\":\"RSS\",\"domain\":\"x\","
                        + "\"encodings\":[{}],\"xml\":{\"kind\":\"HEADER\"}}")
                .getBytes(StandardCharsets.UTF_8));
        bench.chunk(B, FRAME, line(0)); // an encoding of nothing: no rule can be made of it
        assertThat(bench.deadLetters()).isEqualTo(1);
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanRefused.class, refused -> {
            assertThat(refused.scan()).isEqualTo(B);
            assertThat(refused.text()).startsWith("the scan cannot be routed");
        });
        bench.chunk(B, FRAME, line(1));
        bench.pass(Bench.TIMEOUT.multipliedBy(2));
        bench.alive(A);
        bench.alive(B);
        bench.beat();
        assertThat(bench.deadLetters()).isZero();
        assertThat(bench.results()).as("only the other scan's frame, whose time is over").singleElement()
                .isInstanceOfSatisfying(FrameFailed.class, failed -> assertThat(failed.scan()).isEqualTo(A));
        bench.end(B, true);
        bench.chunk(A, repetition(1), lines(0, 4, 1));
        assertThat(bench.jobs()).extracting(Job::scan).containsExactly(A);
    }

    @Test
    void tickThatOneScanCannotTakeReachesTheOthers() {
        bench.raw(("\u0002{\"type\":\"ScanOpened\",\"scan\":\"0\",\"asked\":\"RSS\",\"domain\":\"x\","
                        + "\"encodings\":[{}],\"xml\":{\"kind\":\"HEADER\"}}")
                .getBytes(StandardCharsets.UTF_8));
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.pass(Bench.TIMEOUT.multipliedBy(2));
        bench.tick();
        assertThat(bench.results()).anySatisfy(result -> assertThat(result).isInstanceOf(FrameFailed.class));
    }

    private void goesOn() {
        bench.chunk(A, FRAME, lines(1, 4, 1));
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.chunks()).hasSize(2));
    }
}
