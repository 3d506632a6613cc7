package org.larmor.cli.bench;

import java.util.Map;

/**
 * Plain Kafka and Larmor by turns, moving the same bytes, so that the machine's mood is the same for both. Which of the two
 * begins changes from pair to pair.
 */
final class Pairs {
    /** So much goes through each of the two before anything is measured. */
    private static final long WARM_UP = 2_000_000_000L;

    private static final String PLAIN = "plain Kafka";
    private static final String STREAM = "stream";
    private static final String CPU = ", CPU s/GB";

    /** Moves the scan's bytes once. */
    interface Move {
        void run() throws Exception;
    }

    /** CPU seconds of all that takes part, by what it is. */
    interface Clock {
        Map<String, Double> read();
    }

    private final BigScan scan;
    private final BenchFigures figures;
    private final Clock clock;
    private final Move plain;
    private final Move stream;

    Pairs(BigScan scan, BenchFigures figures, Clock clock, Move plain, Move stream) {
        this.scan = scan;
        this.figures = figures;
        this.clock = clock;
        this.plain = plain;
        this.stream = stream;
    }

    void run(int pairs) throws Exception {
        for (long moved = 0; moved < WARM_UP; moved += scan.bytes()) {
            plain.run();
            stream.run();
        }
        for (int i = 0; i < pairs; i++) {
            double plainSeconds;
            double streamSeconds;
            if (i % 2 == 0) {
                plainSeconds = measure(PLAIN, plain);
                streamSeconds = measure(STREAM, stream);
            } else {
                streamSeconds = measure(STREAM, stream);
                plainSeconds = measure(PLAIN, plain);
            }
            figures.add("of plain Kafka", "rate", plainSeconds / streamSeconds)
                    .add("of plain Kafka", "CPU", cpu(STREAM, i) / cpu(PLAIN, i));
        }
    }

    private double cpu(String stage, int pair) {
        return figures.values(stage, "CPU s/GB").get(pair);
    }

    private double measure(String stage, Move move) throws Exception {
        Disk.settle();
        Map<String, Double> before = clock.read();
        long start = System.nanoTime();
        move.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Double> after = clock.read();
        double gigabytes = scan.bytes() / 1e9;
        double all = 0;
        for (Map.Entry<String, Double> part : after.entrySet()) {
            double used = part.getValue() - before.get(part.getKey());
            all += used;
            figures.add(stage + CPU, part.getKey(), used / gigabytes);
        }
        figures.add(stage, "MB/s", scan.bytes() / 1e6 / seconds).add(stage, "CPU s/GB", all / gigabytes);
        return seconds;
    }
}
