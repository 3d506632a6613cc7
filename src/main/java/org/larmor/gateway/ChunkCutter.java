package org.larmor.gateway;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ChunkKind;
import org.larmor.mrd.FrameKey;
import org.larmor.mrd.wire.AcquisitionHeader;
import org.larmor.mrd.wire.MrdProtocolException;
import org.larmor.scan.Line;
import org.larmor.scan.ReadoutSorter;

/**
 * Cuts a scan's readouts into chunks, one open chunk per frame. A chunk leaves when full, when a LAST flag ends its
 * frame, when its frame falls silent, when the byte budget needs its room, at close. Before an imaging chunk leaves, the
 * contexts gathered so far do, since its frame needs them.
 */
final class ChunkCutter {
    /** Which open chunk a readout belongs to; the frame is null for what belongs to the whole scan. */
    private record Place(ChunkKind kind, @Nullable FrameKey frame) {}

    /** Bytes that a frame's place and its count take. */
    private static final long FRAME = 160;

    private final ByteBudget budget;
    private final Consumer<OpenChunk> log;
    private final ReadoutSorter readouts = new ReadoutSorter();
    private final Map<Place, OpenChunk> open = new LinkedHashMap<>();
    private final Map<Place, Integer> sequences = new HashMap<>();
    private @Nullable Place filling;
    private boolean framesFill;
    private int longest;
    private long messages;

    ChunkCutter(ByteBudget budget, Consumer<OpenChunk> log) {
        this.budget = budget;
        this.log = log;
    }

    /**
     * Where a readout of that length is to be written.
     *
     * @throws MrdProtocolException where so many frames cannot be kept count of
     */
    ByteBuffer place(AcquisitionHeader header, int length) throws MrdProtocolException {
        ChunkKind kind = kindOf(readouts.sort(header));
        FrameKey frame =
                switch (kind) {
                    case IMAGING, CALIBRATION -> FrameKey.of(header);
                    case NOISE, OTHER, HEADER -> null;
                };
        return room(new Place(kind, frame), length);
    }

    /** More room for the readout just placed, of which so many bytes are missing; null where there is none now. */
    @Nullable
    ByteBuffer more(int missing) {
        return filling().more(missing);
    }

    /** Bytes held for the readout just placed, with those before it in its chunk; 0 between two. */
    int fillingBytes() {
        return filling == null ? 0 : filling().capacity();
    }

    private OpenChunk filling() {
        return Objects.requireNonNull(open.get(Objects.requireNonNull(filling, "nothing was placed")));
    }

    /** The readout just placed is complete. */
    void acquired(AcquisitionHeader header, int length, long now) {
        Place place = Objects.requireNonNull(filling, "nothing was placed");
        OpenChunk chunk = open.get(place);
        Line line =
                switch (place.kind) {
                    case IMAGING, CALIBRATION -> readouts.line(header);
                    case NOISE, OTHER, HEADER -> null;
                };
        boolean ends = place.kind == ChunkKind.IMAGING && line != null && line.last();
        commit(chunk, place, length, line, header.activeChannels(), ends, now);
        if (!ends) {
            return;
        }
        // The chunk with the flag leaves last: what the flag ends must be known before it.
        if (line.has(Line.LAST_IN_MEASUREMENT)) {
            leaveWhere(other -> other != chunk);
        } else if (line.has(Line.LAST_IN_REPETITION)) {
            FrameKey ended = Objects.requireNonNull(place.frame);
            leaveWhere(other -> other != chunk
                    && other.kind == ChunkKind.IMAGING
                    && other.frame != null
                    && other.frame.repetition() == ended.repetition()
                    && other.frame.encodingSpace() == ended.encodingSpace());
        }
        if (open.get(place) == chunk) {
            leave(place);
        }
    }

    /** What the readouts so far were for. */
    ReadoutSorter readouts() {
        return readouts;
    }

    /** Keeps a message that makes no image, as it was on the wire. */
    void other(byte[] message, long now) throws MrdProtocolException {
        int length = message.length;
        Place place = new Place(ChunkKind.OTHER, null);
        room(place, length);
        filling().whole(length).put(message);
        commit(open.get(place), place, length, null, 0, false, now);
    }

    /** Chunks no message was added to since that time leave. */
    void leaveSilent(long before) {
        leaveWhere(chunk -> chunk.touchedAt() < before);
    }

    void leaveAll() {
        leaveWhere(chunk -> true);
    }

    /** Gives a chunk's room back early. */
    void leaveEarly(OpenChunk chunk) {
        leaveWhere(c -> c == chunk);
    }

    /** The chunks that could leave now. */
    Collection<OpenChunk> candidates() {
        return open.values().stream()
                .filter(chunk -> !chunk.isFilling() && chunk.size() > 0)
                .toList();
    }

    /** How many frames are coming in, of which what has come is not all in the log. */
    int openFrames() {
        return (int) open.values().stream().filter(chunk -> !chunk.kind.isContext()).count();
    }

    /** Forgets everything that is still open. */
    void discard() {
        open.values().forEach(OpenChunk::close);
        open.clear();
        filling = null;
    }

    /** Nothing more comes: what is open is forgotten, and which frames there were. */
    void close() {
        discard();
        budget.release(ByteBudget.Use.FRAMES, FRAME * sequences.size());
        sequences.clear();
    }

    private ByteBuffer room(Place place, int length) throws MrdProtocolException {
        OpenChunk chunk = open.get(place);
        if (chunk != null && !chunk.takes(length)) {
            chunk.goOn();
            leave(place);
            chunk = null;
        }
        if (chunk == null) {
            if (!sequences.containsKey(place) && !budget.list(FRAME)) {
                throw new MrdProtocolException("no room to keep count of another frame: " + budget.words());
            }
            int sequence = sequences.merge(place, 1, Integer::sum) - 1;
            // What filled chunks before will again; while many frames are open at once, room goes to what is there.
            boolean fills = place.kind == ChunkKind.IMAGING
                    && framesFill
                    && budget.held(ByteBudget.Use.CHUNKS) + OpenChunk.FULL <= budget.openTarget();
            chunk = new OpenChunk(place.kind, place.frame, sequence, budget, fills);
            open.put(place, chunk);
        }
        filling = place;
        // A scan that has sent one so long will send the next; only where room is short has it to arrive first.
        return chunk.room(length, length <= longest && budget.isRoomy());
    }

    private void commit(
            OpenChunk chunk, Place place, int length, @Nullable Line line, int channels, boolean ends, long now) {
        filling = null;
        longest = Math.max(longest, length);
        chunk.commit(length, messages++, line, channels, now);
        if (chunk.isFull(length)) {
            framesFill |= place.kind == ChunkKind.IMAGING;
            if (!ends) {
                chunk.goOn();
                leave(place);
            }
        } else if (!ends && budget.isTight()) {
            leave(place);
        }
    }

    private void leaveWhere(Predicate<OpenChunk> which) {
        List<Place> leaving = new ArrayList<>();
        open.forEach((place, chunk) -> {
            if (!chunk.isFilling() && which.test(chunk)) {
                leaving.add(place);
            }
        });
        leaving.forEach(this::leave);
    }

    private void leave(Place place) {
        if (place.kind == ChunkKind.IMAGING) {
            leaveWhere(chunk -> chunk.kind.isContext());
        }
        OpenChunk chunk = open.remove(place);
        if (chunk != null) {
            log.accept(chunk);
        }
    }

    private static ChunkKind kindOf(ReadoutSorter.Kind kind) {
        return switch (kind) {
            case IMAGING -> ChunkKind.IMAGING;
            case CALIBRATION -> ChunkKind.CALIBRATION;
            case NOISE -> ChunkKind.NOISE;
            case OTHER -> ChunkKind.OTHER;
        };
    }
}
