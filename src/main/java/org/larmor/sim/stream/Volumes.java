package org.larmor.sim.stream;

import java.util.List;
import java.util.stream.IntStream;

/** Volumes, encoded in two directions. */
final class Volumes {
    private static final Head HEAD = Head.volume(64, 48, 8, 8);

    /** Two rings of coils, which tell partitions apart. */
    private static final Head TWO_RINGS = Head.volume(64, 48, 16, 12);

    private Volumes() {}

    /** Which lines of which partitions are acquired. */
    private interface Pattern {
        boolean acquires(int row, int partition);
    }

    static List<ScannerStream> all() {
        EncodingXml full = EncodingXml.of(HEAD);
        return List.of(
                volume("volume-full", "every line of eight partitions", HEAD, full, (row, partition) -> true),
                volume(
                        "volume-lost-line",
                        "one of the 384 lines is never sent",
                        HEAD,
                        full,
                        (row, partition) -> row != 10 || partition != 2),
                volume(
                        "volume-elliptical",
                        "an elliptical shutter leaves out the corners, of which the header says nothing",
                        HEAD,
                        full,
                        (row, partition) -> Math.hypot((row - 24) / 24.0, (partition - 4) / 4.0) <= 1),
                volume(
                        "volume-2x-lines",
                        "every second line and the central 16, of all partitions",
                        HEAD,
                        full.accelerated(2, 1, "embedded"),
                        (row, partition) -> row % 2 == 0 || central(row, 48, 16)),
                volume(
                        "volume-2x-partitions",
                        "every line of every second partition and of the central six",
                        TWO_RINGS,
                        EncodingXml.of(TWO_RINGS).accelerated(1, 2, "embedded"),
                        (row, partition) -> partition % 2 == 0 || central(partition, 12, 6)),
                volume(
                        "volume-2x2",
                        "every second line of every second partition, and the centre",
                        TWO_RINGS,
                        EncodingXml.of(TWO_RINGS).accelerated(2, 2, "embedded"),
                        (row, partition) -> (row % 2 == 0 && partition % 2 == 0) || middle(row, partition)),
                volume(
                        "volume-caipi",
                        "every second line of every second partition, moved on by a line each time, and the centre",
                        TWO_RINGS,
                        EncodingXml.of(TWO_RINGS).accelerated(2, 2, "embedded"),
                        (row, partition) -> (partition % 2 == 0 && row % 2 == partition / 2 % 2)
                                || middle(row, partition)));
    }

    private static boolean middle(int row, int partition) {
        return central(row, 48, 16) && central(partition, 12, 6);
    }

    private static boolean central(int index, int of, int count) {
        return index >= of / 2 - count / 2 && index < of / 2 + count / 2;
    }

    private static ScannerStream volume(String name, String about, Head head, EncodingXml encoding, Pattern pattern) {
        List<Readout> readouts = IntStream.range(0, head.partitions())
                .boxed()
                .flatMap(partition -> IntStream.range(0, head.rows())
                        .filter(row -> pattern.acquires(row, partition))
                        .mapToObj(row -> Readout.of(head, 0, partition, row)))
                .toList();
        return new ScannerStream(name, about, HeaderXml.of(head, encoding), Frames.ended(readouts));
    }
}
