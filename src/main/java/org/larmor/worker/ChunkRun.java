package org.larmor.worker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.larmor.bus.ClientSettings;
import org.larmor.bus.record.ChunkRef;

/**
 * Chunks of one topic that are read with one seek, in order of offset; records of others between them are read over.
 *
 * @param refs at least one
 */
record ChunkRun(List<ChunkRef> refs) {
    ChunkRun {
        refs = List.copyOf(refs);
    }

    long first() {
        return refs.getFirst().offset();
    }

    long bytes() {
        return refs.stream().mapToLong(ChunkRef::bytes).sum();
    }

    /** Whether short chunks lie far apart, most likely between those of other frames of their scan. */
    static boolean areScattered(List<ChunkRef> refs) {
        LongSummaryStatistics offsets =
                refs.stream().mapToLong(ChunkRef::offset).summaryStatistics();
        long bytes = refs.stream().mapToLong(ChunkRef::bytes).sum();
        return refs.size() > 1
                && bytes / refs.size() < ClientSettings.SMALL_BATCH
                && offsets.getMax() - offsets.getMin() >= 2L * refs.size();
    }

    /**
     * Cuts a list of chunks into runs: two stay together while what lies between them is likely to be no more than
     * {@code overread} bytes, taking the records between to be as large as the two are.
     */
    static List<ChunkRun> of(List<ChunkRef> refs, long overread) {
        List<ChunkRef> sorted = new ArrayList<>(refs);
        sorted.sort(Comparator.comparingLong(ChunkRef::offset));
        List<ChunkRun> runs = new ArrayList<>();
        List<ChunkRef> run = new ArrayList<>();
        for (ChunkRef ref : sorted) {
            if (!run.isEmpty() && between(run.getLast(), ref) > overread) {
                runs.add(new ChunkRun(run));
                run.clear();
            }
            run.add(ref);
        }
        if (!run.isEmpty()) {
            runs.add(new ChunkRun(run));
        }
        return runs;
    }

    private static double between(ChunkRef a, ChunkRef b) {
        double records = b.offset() - a.offset() - 1;
        return records * (a.bytes() + (double) b.bytes()) / 2;
    }
}
