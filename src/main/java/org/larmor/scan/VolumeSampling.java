package org.larmor.scan;

import java.util.BitSet;

/**
 * Reads the sampling off the lines of a volume. Undersampled along step 1 alone, alike in every partition, it is that of
 * its lines; else it is undersampled along step 2.
 *
 * @param cells that came, [step 2][step 1]
 */
record VolumeSampling(BitSet cells, LineGrid grid) {
    /** The part of a volume's lines that may be lost before its sampling is called another. */
    private static final double MOST_LOST = 0.1;

    /** Corners lie beyond this radius, 1 being that of the ellipse that the limits hold. */
    private static final double CORNER = 0.95;

    Sampling read(int stated1, int stated2, boolean over) {
        int lines = grid.lines();
        int partitions = grid.partitions();
        if (cells.cardinality() >= lines * partitions) {
            return new Sampling.Full();
        }
        if (onlyCornersMissing()) {
            return new Sampling.Shutter();
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
        boolean chosen = (along1.deliberate() || sampling instanceof Sampling.Lattice || along1.whole())
                && (new LineSampling(filled, partitions, grid.centralPartition()).deliberate()
                        || filled.cardinality() == partitions);
        if (chosen && scattered() && holes > MOST_LOST * partitions * union.cardinality()) {
            return new Sampling.AlongStep2();
        }
        int due = partitions * (sampling instanceof Sampling.Lost lost ? lost.due() : dueLines(sampling, union));
        return lost(due);
    }

    private Sampling lost(int due) {
        boolean centre = !cells.get(grid.centralPartition() * grid.lines() + grid.centralLine());
        return new Sampling.Lost(due - cells.cardinality(), due, 0, centre, false);
    }

    private int dueLines(Sampling sampling, BitSet union) {
        return sampling instanceof Sampling.Full ? grid.lines() : union.cardinality();
    }

    /** Whether what is missing are corners, and most of them: one lost line at the edge is no shutter. */
    private boolean onlyCornersMissing() {
        double halfLines = Math.max(1, Math.max(grid.centralLine(), grid.lines() - 1 - grid.centralLine()));
        double halfPartitions =
                Math.max(1, Math.max(grid.centralPartition(), grid.partitions() - 1 - grid.centralPartition()));
        int all = grid.lines() * grid.partitions();
        int corners = 0;
        int missing = 0;
        for (int cell = 0; cell < all; cell++) {
            double x = (cell % grid.lines() - grid.centralLine()) / halfLines;
            double y = (cell / grid.lines() - grid.centralPartition()) / halfPartitions;
            double radius = x * x + y * y;
            corners += radius > 1 ? 1 : 0;
            if (!cells.get(cell)) {
                missing++;
                if (radius < CORNER * CORNER) {
                    return false;
                }
            }
        }
        return 2 * missing >= corners;
    }
}
