package org.larmor.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.larmor.mrd.FrameKey;
import org.larmor.scan.EncodingRules;

/**
 * A scan's frames in the store {@code frames}, each in a folder {@code scan/encodingSpace.repetition/frame}, so that what
 * ends with a repetition is found without looking at the others: a chunk under its sequence, what became of the frame
 * behind them. The noise is in the store {@code contexts} below {@code scan/noise}, calibration below
 * {@code scan/slice/frame}.
 */
final class StoredFrames implements ScanFrames {
    private static final String COURSE = "~";
    private static final String NOISE = "noise";

    private final Draft<FrameEntry> frames;
    private final Draft<StoredChunk> contexts;
    private final Draft<Awaited> awaited;
    private final String scan;
    private final Function<FrameKey, Optional<EncodingRules>> rules;
    private final ScanMemory memory;
    private final Map<FrameKey, FrameState> touched = new HashMap<>();
    private final List<StoredChunk> newNoise = new ArrayList<>();
    private int newFrames;
    private int newChunks;

    /** @param memory what the process remembers of the scan, which saves putting it together again */
    StoredFrames(
            Draft<FrameEntry> frames,
            Draft<StoredChunk> contexts,
            Draft<Awaited> awaited,
            String scan,
            Function<FrameKey, Optional<EncodingRules>> rules,
            ScanMemory memory) {
        this.frames = frames;
        this.contexts = contexts;
        this.awaited = awaited;
        this.scan = scan;
        this.rules = rules;
        this.memory = memory;
    }

    @Override
    public Optional<FrameState> get(FrameKey frame) {
        FrameState known = touched.get(frame);
        if (known == null) {
            known = memory.frame(frame);
        }
        if (known == null) {
            SortedMap<String, FrameEntry> stored = read(frames, folder(frame));
            known = stored.isEmpty() ? null : together(frame, stored.values());
        }
        return Optional.ofNullable(known);
    }

    @Override
    public List<FrameState> endable() {
        return endable(memory.endable(this::all));
    }

    @Override
    public List<FrameState> endable(int encodingSpace, int repetition) {
        return endable(memory.endable(encodingSpace, repetition, this::all));
    }

    /** What this turn touched may differ from what is remembered. */
    private List<FrameState> endable(List<FrameKey> remembered) {
        return remembered.stream()
                .map(this::get)
                .flatMap(Optional::stream)
                .filter(FrameState::endable)
                .sorted(Comparator.comparing(FrameState::frame))
                .toList();
    }

    @Override
    public List<FrameState> all() {
        Map<FrameKey, List<FrameEntry>> byFrame = new LinkedHashMap<>();
        read(frames, scan).forEach((key, entry) ->
                byFrame.computeIfAbsent(frameOf(key), frame -> new ArrayList<>()).add(entry));
        List<FrameState> all = new ArrayList<>(byFrame.size());
        byFrame.forEach((frame, entries) -> {
            FrameState known = touched.get(frame);
            all.add(known == null ? together(frame, entries) : known);
        });
        all.sort(Comparator.comparing(FrameState::frame));
        return all;
    }

    private FrameState together(FrameKey frame, Iterable<FrameEntry> entries) {
        List<StoredChunk> chunks = new ArrayList<>();
        FrameCourse course = FrameCourse.NONE;
        for (FrameEntry entry : entries) {
            switch (entry) {
                case StoredChunk chunk -> chunks.add(chunk);
                case FrameCourse became -> course = became;
            }
        }
        return FrameState.of(frame, chunks, course, rules.apply(frame));
    }

    @Override
    public FrameState add(FrameKey frame, StoredChunk chunk) {
        Optional<FrameState> before = get(frame);
        if (before.isEmpty()) {
            newFrames++;
        }
        newChunks++;
        FrameState after = before.orElseGet(() -> FrameState.opened(frame)).plus(chunk, rules.apply(frame));
        frames.put(folder(frame) + "/" + number(chunk), chunk);
        touched.put(frame, after);
        return after;
    }

    @Override
    public void put(FrameState frame) {
        FrameCourse before = get(frame.frame()).map(FrameState::course).orElse(FrameCourse.NONE);
        if (!before.equals(frame.course())) {
            frames.put(folder(frame.frame()) + "/" + COURSE, frame.course());
        }
        touched.put(frame.frame(), frame);
    }

    @Override
    public int count() {
        return counts().frames() + newFrames;
    }

    @Override
    public int chunks() {
        return counts().chunks() + newChunks;
    }

    private ScanMemory.Counts counts() {
        return memory.counts(() -> {
            SortedMap<String, FrameEntry> stored = read(frames, scan);
            long folders = stored.keySet().stream().map(StoredFrames::frameOf).distinct().count();
            long chunks = stored.values().stream().filter(StoredChunk.class::isInstance).count();
            return new ScanMemory.Counts(
                    (int) folders - newFrames, (int) chunks + read(contexts, scan).size() - newChunks);
        });
    }

    @Override
    public ChunkRefs noise() {
        ChunkRefs before = memory.noise(() -> refs(read(contexts, scan + "/" + NOISE).values()));
        return newNoise.isEmpty() ? before : refs(read(contexts, scan + "/" + NOISE).values());
    }

    @Override
    public void addNoise(StoredChunk chunk) {
        if (addContext(scan + "/" + NOISE + "/" + number(chunk), chunk)) {
            newNoise.add(chunk);
        }
    }

    @Override
    public Optional<CalibrationState> calibration(FrameKey frame) {
        List<StoredChunk> chunks = inOrderOfArrival(read(contexts, calibrationFolder(frame)).values());
        return chunks.isEmpty()
                ? Optional.empty()
                : Optional.of(new CalibrationState(
                        frame, ChunkRefs.of(chunks), FrameState.lines(chunks, rules.apply(frame))));
    }

    @Override
    public List<FrameKey> calibrated(int slice) {
        return read(contexts, scan + "/" + slice).keySet().stream().map(StoredFrames::frameOf).distinct().toList();
    }

    @Override
    public void addCalibration(FrameKey frame, StoredChunk chunk) {
        addContext(calibrationFolder(frame) + "/" + number(chunk), chunk);
    }

    private boolean addContext(String key, StoredChunk chunk) {
        if (contexts.get(key) != null) {
            return false;
        }
        newChunks++;
        contexts.put(key, chunk);
        return true;
    }

    @Override
    public void await(Awaited job) {
        awaited.put(job.key(), job);
    }

    /** To be called when the drafts have been applied. */
    void remember() {
        memory.remember(touched.values(), newFrames, newChunks, newNoise);
        newFrames = 0;
        newChunks = 0;
        newNoise.clear();
    }

    /** Forgets the scan's frames and contexts. */
    void clear() {
        frames.deleteBelow(scan);
        contexts.deleteBelow(scan);
        awaited.deleteBelow(scan);
    }

    private <T> SortedMap<String, T> read(Draft<T> draft, String folder) {
        SortedMap<String, T> entries = draft.below(folder);
        memory.read(entries.size());
        return entries;
    }

    private static ChunkRefs refs(Iterable<StoredChunk> chunks) {
        return ChunkRefs.of(inOrderOfArrival(chunks));
    }

    private static List<StoredChunk> inOrderOfArrival(Iterable<StoredChunk> chunks) {
        List<StoredChunk> sorted = new ArrayList<>();
        chunks.forEach(sorted::add);
        sorted.sort(Comparator.comparingLong(StoredChunk::event));
        return sorted;
    }

    private static FrameKey frameOf(String key) {
        return FrameKey.parse(key.split("/", -1)[2]);
    }

    private String folder(FrameKey frame) {
        return scan + "/" + frame.encodingSpace() + "." + frame.repetition() + "/" + frame;
    }

    private String calibrationFolder(FrameKey frame) {
        return scan + "/" + frame.slice() + "/" + frame;
    }

    private static String number(StoredChunk chunk) {
        return "%010d".formatted(chunk.sequence());
    }
}
