package org.larmor.worker;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;

import static org.assertj.core.api.Assertions.assertThat;

class ChunkRunTest {
    private static final long OVERREAD = 1 << 20;

    @Test
    void keepsNeighboursTogether() {
        assertThat(offsets(1 << 20, 7, 8, 9)).containsExactly(List.of(7L, 8L, 9L));
    }

    @Test
    void sortsByOffset() {
        assertThat(offsets(100, 9, 7, 8)).containsExactly(List.of(7L, 8L, 9L));
    }

    @Test
    void readsOverWhatIsShort() {
        assertThat(offsets(64 << 10, 0, 17)).containsExactly(List.of(0L, 17L));
        assertThat(offsets(64 << 10, 0, 18)).containsExactly(List.of(0L), List.of(18L));
    }

    @Test
    void seeksOverOneLargeNeighbour() {
        assertThat(offsets((1 << 20) + 1, 0, 2)).containsExactly(List.of(0L), List.of(2L));
        assertThat(offsets(1 << 20, 0, 2)).containsExactly(List.of(0L, 2L));
    }

    @Test
    void bearsAnyDistance() {
        assertThat(offsets(8 << 20, 0, Long.MAX_VALUE - 1))
                .containsExactly(List.of(0L), List.of(Long.MAX_VALUE - 1));
    }

    @Test
    void makesNoRunOfNothing() {
        assertThat(ChunkRun.of(List.of(), OVERREAD)).isEmpty();
    }

    private static List<List<Long>> offsets(int bytes, long... offsets) {
        List<ChunkRef> refs = LongStream.of(offsets)
                .mapToObj(offset -> new ChunkRef(ChunkKind.IMAGING, 0, offset, bytes, 0))
                .toList();
        return ChunkRun.of(refs, OVERREAD).stream()
                .map(run -> run.refs().stream().map(ChunkRef::offset).toList())
                .toList();
    }
}
