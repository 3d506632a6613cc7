package org.larmor.scan;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Reads the sampling off the lines of a volume. Undersampled along step 1 alone, alike in every partition, it is that of
 * its lines; else it is undersampled along step 2.
 *
 * @param cells that came, [step 2][step 1]
 */
record VolumeSampling(BitSet cells, LineGrid grid) {
    /** The part of a volume's lines that may be lost before its sampling is called another. */
    private static final double MOST_LOST = 0.25;

    /** Corners lie beyond this radius, 1 being that of the ellipse that the limits hold. */
    private static final double CORNER = 0.95;

    /** The fewest lines and partitions that an ellipse can be told from a rectangle in. */
    private static final int FEWEST_ROUND = 4;

    /** Of the partitions that came, the part that is whole where partitions were lost, not left out line by line. */
    private static final double MOST_WHOLE = 0.75;

    Sampling read(int stated1, int stated2, boolean over) {
        int lines = grid.lines();
        int partitions = grid.partitions();
        if (cells.cardinality() >= lines * partitions) {
            return new Sampling.Full();
        }
        BitSet union = new BitSet(lines);
        BitSet filled = new BitSet(partitions);
        cells.stream().forEach(cell -> {
            union.set(cell % lines);
            filled.set(cell / lines);
        });
        if (stated2 > 1) {
            // partitions that are still to come keep it open
            boolean reached = filled.nextSetBit(0) < stated2 && filled.length() > partitions - stated2;
            return over || reached ? new Sampling.AlongStep2() : lost(lines * partitions);
        }
        LineSampling along1 = new LineSampling(union, lines, grid.centralLine());
        Sampling sampling = along1.read(stated1);
        int holes = partitions * union.cardinality() - cells.cardinality();
        if (holes == 0) {
            return sampling;
        }
        boolean whole = sampling instanceof Sampling.Full;
        if ((whole || sampling instanceof Sampling.Lattice) && onlyCornersMissing(union)) {
            // a lattice without its corners has other lines in every partition
            return whole ? new Sampling.Shutter() : new Sampling.AlongStep2();
        }
        LineSampling along2 = new LineSampling(filled, partitions, grid.centralPartition());
        boolean mayEnd = over || (along1.deliberate() && along2.deliberate());
        boolean centreLost = along2.centreLost() || (sampling instanceof Sampling.Lost lost && lost.centre());
        boolean chosen = mayEnd && !centreLost && !partitionsLost(union, along2);
        if (chosen && holes > MOST_LOST * partitions * union.cardinality()) {
            return new Sampling.AlongStep2();
        }
        int due = partitions * (sampling instanceof Sampling.Lost lost ? lost.due() : dueLines(sampling, union));
        return lost(due);
    }

    private Sampling lost(int due) {
        boolean centre = !cells.get(grid.centralPartition() * grid.lines() + grid.centralLine());
        return new Sampling.Lost(due - cells.cardinality(), due, 0, centre, false);
    }

    /** Whether most partitions that came are whole, and they do not look chosen. */
    private boolean partitionsLost(BitSet union, LineSampling along2) {
        int lines = grid.lines();
        BitSet came = along2.lines();
        long whole = came.stream()
                .filter(partition -> cells.get(partition * lines, (partition + 1) * lines).equals(union))
                .count();
        Sampling partitions = along2.read(1);
        return whole >= MOST_WHOLE * came.cardinality()
                && (partitions instanceof Sampling.Full || partitions instanceof Sampling.Lost);
    }

    private int dueLines(Sampling sampling, BitSet union) {
        return sampling instanceof Sampling.Full ? grid.lines() : union.cardinality();
    }

    /** Whether what is missing of these lines are corners, in every quadrant: a line or partition at the edge is none. */
    private boolean onlyCornersMissing(BitSet union) {
        if (grid.lines() < FEWEST_ROUND || grid.partitions() < FEWEST_ROUND) {
            return false;
        }
        double halfLines = Math.max(1, Math.max(grid.centralLine(), grid.lines() - 1 - grid.centralLine()));
        double halfPartitions =
                Math.max(1, Math.max(grid.centralPartition(), grid.partitions() - 1 - grid.centralPartition()));
        int all = grid.lines() * grid.partitions();
        int[] missing = new int[4];
        for (int cell = cells.nextClearBit(0); cell < all; cell = cells.nextClearBit(cell + 1)) {
            if (!union.get(cell % grid.lines())) {
                continue;
            }
            double x = (cell % grid.lines() - grid.centralLine()) / halfLines;
            double y = (cell / grid.lines() - grid.centralPartition()) / halfPartitions;
            if (x * x + y * y < CORNER * CORNER || x == 0 || y == 0) {
                return false;
            }
            missing[(x < 0 ? 0 : 1) + (y < 0 ? 0 : 2)]++;
        }
        return IntStream.of(missing).allMatch(quadrant -> quadrant > 0);
    }
}
