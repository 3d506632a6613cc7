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
import org.larmor.bus.record.Lines;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;

/** Records that are not what they should be: they go to the dead letters, and the next one is served. */
class PoisonTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\u0002", "\u0002{", "\u0002null", "\u0002{\"type\":\"Unheard\"}", "\u0009{}", "\u0002[1]", "noise",
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
    void eventsOfAScanNeverOpenedGoToTheDeadLetters() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        bench.chunk(B, FRAME, line(0));
        bench.pipe(new ScanEnded(B, 0, false, "", 0));
        assertThat(bench.deadLetters()).isEqualTo(2);
        bench.pipe(new ScanAlive(B, 0, 0));
        assertThat(bench.deadLetters()).isZero();
        assertThat(bench.entries()).isEqualTo(2);
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

    private void goesOn() {
        bench.chunk(A, FRAME, lines(1, 4, 1));
        assertThat(bench.jobs()).singleElement().satisfies(job -> assertThat(job.chunks()).hasSize(2));
    }
}
