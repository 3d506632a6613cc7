package org.larmor.gateway;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ScanNote;
import org.larmor.mrd.header.HeaderException;
import org.larmor.mrd.header.ImageHead;
import org.larmor.mrd.header.ImageMeta;
import org.larmor.scan.Mark;

/** What an image says of itself, in short. */
record ImageLabel(
        String recipe,
        @Nullable String version,
        @Nullable String quality,
        @Nullable String qualityLimit,
        List<String> marks,
        int x,
        int y,
        int z,
        int channels) {
    /**
     * Reads it.
     *
     * @param piece the image's first
     * @throws HeaderException where that is not how an image begins
     */
    static ImageLabel read(byte[] piece) throws HeaderException {
        ImageHead head = ImageHead.read(piece);
        ImageMeta meta = head.meta();
        String recipe = meta.get("LarmorRecipe");
        return new ImageLabel(
                recipe == null ? "" : recipe,
                meta.get("LarmorVersion"),
                meta.get("LarmorQuality"),
                meta.get("LarmorQualityLimit"),
                Arrays.stream(Mark.values())
                        .map(Mark::attribute)
                        .filter(mark -> meta.get(mark) != null)
                        .toList(),
                head.header().matrixSize(0),
                head.header().matrixSize(1),
                head.header().matrixSize(2),
                head.header().channels());
    }

    /** With where its pieces lie. */
    ScanNote.Image note(int number, int partition, List<Piece> pieces) {
        return new ScanNote.Image(
                number,
                recipe,
                version,
                quality,
                qualityLimit,
                marks,
                x,
                y,
                z,
                channels,
                pieces.stream().mapToLong(piece -> piece.length).sum(),
                partition,
                pieces.stream().map(piece -> piece.offset).toList());
    }
}
