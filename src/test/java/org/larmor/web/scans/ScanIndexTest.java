package org.larmor.web.scans;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.larmor.bus.record.ScanNote;
import org.larmor.bus.record.ScanSummary;
import org.larmor.mrd.FrameKey;

import static org.assertj.core.api.Assertions.assertThat;

class ScanIndexTest {
    private final ScanIndex index = new ScanIndex(100);

    private static ScanNote.Answered frame(String scan, int slice, long at) {
        ScanNote.Image image = new ScanNote.Image(0, "rss", null, null, null, List.of(), 8, 8, 1, 1, 500, 0, List.of(at));
        return new ScanNote.Answered(scan, FrameKey.parse("0." + slice + ".0.0.0.0"), 0, at, "images", null, 5, List.of(image));
    }

    @Test
    void whatWasAnsweredLastComesFirst() {
        index.take(frame("a", 0, 1));
        index.take(frame("b", 0, 2));
        index.take(frame("a", 1, 3));
        assertThat(index.images(null)).extracting(ScanIndex.Image::id)
                .containsExactly("a/0.1.0.0.0.0/0/0", "b/0.0.0.0.0.0/0/0", "a/0.0.0.0.0.0/0/0");
        assertThat(index.images("b")).hasSize(1);
        assertThat(index.scans()).extracting(ScanIndex.Known::scan).containsExactly("a", "b");
        assertThat(index.image("a/0.1.0.0.0.0/0/0")).isPresent();
        assertThat(index.image("a/0.1.0.0.0.0/0/1")).isEmpty();
        assertThat(index.image("nonsense")).isEmpty();
    }

    @Test
    void aNoteThatComesTwiceCountsOnce() {
        index.take(frame("a", 0, 1));
        index.take(frame("a", 0, 1));
        assertThat(index.scan("a")).hasValueSatisfying(scan -> assertThat(scan.images()).isEqualTo(1));
    }

    @Test
    void tenThousandFramesOfOneScanTakeTheRoomOfAHundred() {
        for (int i = 0; i < 10_000; i++) {
            index.take(frame("a", i, i));
        }
        assertThat(index.frames(null)).hasSize(100);
        assertThat(index.frames(null).getFirst().at()).isEqualTo(9_999);
        assertThat(index.scan("a")).hasValueSatisfying(scan -> assertThat(scan.frames()).isEqualTo(10_000));
        for (int i = 0; i < 3000; i++) {
            index.take(new ScanNote.Ended(new ScanSummary("s" + i, "RSS", "done", i, 0, 0, 0, -1)));
        }
        assertThat(index.scans()).hasSize(1000);
    }

    @Test
    void anEndIsKnownAlsoOfAScanWithoutFrames() {
        index.take(new ScanNote.Ended(new ScanSummary("s", "RSS", "aborted", 7, 0, 0, 0, -1)));
        assertThat(index.scan("s")).hasValueSatisfying(scan -> assertThat(scan.ended().state()).isEqualTo("aborted"));
    }
}
