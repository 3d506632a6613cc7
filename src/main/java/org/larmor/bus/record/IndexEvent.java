package org.larmor.bus.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.RecipeRequest;

/**
 * What the router sees of a scan, in {@code mrd.index}: small, in order, in the scan's own partition. Times are µs since
 * the epoch.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = IndexEvent.ScanOpened.class, name = "ScanOpened"),
    @JsonSubTypes.Type(value = IndexEvent.ChunkStored.class, name = "ChunkStored"),
    @JsonSubTypes.Type(value = IndexEvent.ScanEnded.class, name = "ScanEnded"),
    @JsonSubTypes.Type(value = IndexEvent.ScanAlive.class, name = "ScanAlive"),
    @JsonSubTypes.Type(value = IndexEvent.FrameAnswered.class, name = "FrameAnswered"),
    @JsonSubTypes.Type(value = IndexEvent.Tick.class, name = "Tick")
})
public sealed interface IndexEvent {

    /**
     * A scan's first event; its header is durable.
     *
     * @param gateway the gateway process that holds the connection
     * @param asked what the scan asked for, perhaps the policy's choice
     * @param zeroFill whether it asked for zero-filled images where nothing can be unfolded
     * @param domain the kind of scan that one model serves, as {@link ModelAlias} has it
     * @param teaching null where nothing may be learned from it
     * @param replay of which stored scan these are the data once more; null for a scan of its own
     */
    record ScanOpened(
            String scan,
            int partition,
            String gateway,
            RecipeRequest asked,
            boolean zeroFill,
            String domain,
            @Nullable Teaching teaching,
            @Nullable Replay replay,
            List<EncodingRecord> encodings,
            ChunkRef xml,
            long openedAt)
            implements IndexEvent {
        public ScanOpened {
            encodings = encodings == null ? List.of() : List.copyOf(encodings);
        }
    }

    /**
     * A chunk is durable.
     *
     * @param frame the frame its readouts belong to or calibrate; null for chunks of the whole scan
     * @param lines of imaging and calibration chunks; empty for others
     * @param channels of its readouts; 0 for chunks that make no image
     * @param lastReadoutAt when the gateway had received the chunk's last readout
     * @param storedAt when the broker had acknowledged it
     */
    record ChunkStored(
            String scan,
            int partition,
            @Nullable FrameKey frame,
            ChunkRef chunk,
            Lines lines,
            int channels,
            long lastReadoutAt,
            long storedAt)
            implements IndexEvent {}

    /**
     * A scan's last event: nothing follows it.
     *
     * @param aborted whether the connection ended without a close
     * @param reason for people, empty after a plain close
     */
    record ScanEnded(String scan, int partition, boolean aborted, String reason, long endedAt) implements IndexEvent {}

    /** The gateway still holds the scan's connection; sent while it is open and otherwise silent. */
    record ScanAlive(String scan, int partition, long at) implements IndexEvent {}

    /** A worker's terminal result of a frame's revision is durable in {@code recon.results}. */
    record FrameAnswered(String scan, int partition, FrameKey frame, int revision) implements IndexEvent {}

    /**
     * Written by the router to itself: whoever reads it has read everything before it in the partition, so a scan whose
     * last event is older than the frame time-out at this time really was silent.
     */
    record Tick(int partition, long at) implements IndexEvent {}
}
