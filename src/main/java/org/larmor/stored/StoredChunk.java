package org.larmor.stored;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.Topics;
import org.larmor.bus.record.ChunkKind;
import org.larmor.bus.record.ChunkRef;
import org.larmor.mrd.FrameKey;

/**
 * A chunk of a stored scan, as the index has it.
 *
 * @param frame null for what belongs to the whole scan
 */
record StoredChunk(ChunkRef ref, @Nullable FrameKey frame) {
    /** What its sequence counts among. */
    record Series(ChunkKind kind, @Nullable FrameKey frame) {
        @Override
        public String toString() {
            return kind + (frame == null ? "" : " of frame " + frame);
        }
    }

    Series series() {
        return new Series(ref.kind(), frame);
    }

    /** Where it lies, in its scan's partition. */
    TopicPartition place(int partition) {
        return new TopicPartition((ref.kind().isContext() ? Topics.CONTEXT : Topics.DATA).name(), partition);
    }
}
