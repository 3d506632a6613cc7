package org.larmor.router;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.bus.record.EncodingRecord;
import org.larmor.bus.record.IndexEvent.ScanOpened;
import org.larmor.bus.record.Job;
import org.larmor.bus.record.ResultEvent.ScanRefused;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.RecipeRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.larmor.router.Scans.A;
import static org.larmor.router.Scans.B;
import static org.larmor.router.Scans.FRAME;
import static org.larmor.router.Scans.header;
import static org.larmor.router.Scans.line;
import static org.larmor.router.Scans.lines;

/** A scan that asks for more than any scanner sends is told so, and the one beside it goes on. */
class ScanLimitsTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void headerOfTooManyEncodingsIsRefused() {
        EncodingRecord one = EncodingRecord.of(header(4, 1, null, null, null).encodings().getFirst());
        bench.pipe(new ScanOpened(
                A, 0, "g", RecipeRequest.RSS, false, "brain", null, null,
                Collections.nCopies(ScanLimits.ENCODINGS + 1, one), new ChunkRef(ChunkKind.HEADER, 0, 0, 1, 1), 1));
        refused("65 encodings in its header, at most 64");
    }

    @Test
    void scanOfTooManyFramesIsEnded() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        for (int i = 0; i < ScanLimits.FRAMES; i++) {
            bench.chunk(A, new FrameKey(0, i, 0, 0, 0, 0), line(0));
        }
        assertThat(bench.results()).isEmpty();
        bench.chunk(A, new FrameKey(0, 0, 1, 0, 0, 0), line(0));
        refused("65537 frames, at most 65536");
        bench.chunk(A, FRAME, lines(1, 4, 1));
        bench.end(A, true);
        assertThat(bench.jobs()).isEmpty();
        assertThat(bench.results()).isEmpty();
    }

    @Test
    void runningScanIsEndedWhereTheDiskIsFull() {
        bench.open(A, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(A, FRAME, line(0));
        assertThat(bench.stored).isEqualTo(1 << 20);
        bench.diskFull = Optional.of("the disk is full");
        bench.chunk(A, FRAME, line(1));
        assertThat(bench.stored).isEqualTo(2 << 20);
        bench.diskFull = Optional.empty();
        refused("the disk is full");
    }

    private void refused(String why) {
        bench.open(B, RecipeRequest.RSS, header(4, 1, null, null, null));
        bench.chunk(B, FRAME, lines(0, 4, 1));
        assertThat(bench.results()).singleElement().isInstanceOfSatisfying(ScanRefused.class, refusal -> {
            assertThat(refusal.scan()).isEqualTo(A);
            assertThat(refusal.text()).contains(why);
        });
        assertThat(bench.jobs()).extracting(Job::scan).isEqualTo(List.of(B));
        assertThat(bench.deadLetters()).isZero();
    }
}
