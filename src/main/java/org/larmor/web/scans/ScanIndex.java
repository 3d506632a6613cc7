package org.larmor.web.scans;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.larmor.bus.record.ScanNote;
import org.larmor.bus.record.ScanSummary;

/**
 * The last frames and images of the whole site, at most so many; the oldest make way. Thread-safe.
 */
public final class ScanIndex {
    /** Frames with their images; each takes about a kilobyte. */
    static final int MOST_FRAMES = 10_000;

    private static final int MOST_SCANS = 1000;

    private final int mostFrames;
    private final Map<String, ScanNote.Answered> frames = new LinkedHashMap<>();
    private final Map<String, Known> scans = new LinkedHashMap<>();

    /**
     * A scan.
     *
     * @param firstAt when its first frame was answered, µs since the epoch
     * @param ended null while it has not
     */
    public record Known(
            String scan, long firstAt, long lastAt, int frames, int images, int failed, @Nullable ScanSummary ended) {
        Known with(ScanNote.Answered frame) {
            return new Known(
                    scan,
                    Math.min(firstAt, frame.at()),
                    Math.max(lastAt, frame.at()),
                    frames + 1,
                    images + frame.images().size(),
                    failed + (frame.text() == null ? 0 : 1),
                    ended);
        }

        Known with(ScanSummary summary) {
            return new Known(scan, firstAt, lastAt, frames, images, failed, summary);
        }
    }

    /** An image and the frame that it is of. */
    public record Image(ScanNote.Answered frame, ScanNote.Image image) {
        /** As its meta has it. */
        public String id() {
            return ScanIndex.id(frame) + "/" + image.number();
        }
    }

    /** An empty one of the usual size. */
    public ScanIndex() {
        this(MOST_FRAMES);
    }

    ScanIndex(int mostFrames) {
        this.mostFrames = mostFrames;
    }

    private static String id(ScanNote.Answered frame) {
        return frame.scan() + "/" + frame.frame() + "/" + frame.revision();
    }

    /** Takes a note; one that is known says nothing new. */
    public synchronized void take(ScanNote note) {
        switch (note) {
            case ScanNote.Answered frame -> {
                if (frames.putIfAbsent(id(frame), frame) == null) {
                    Known known = scans.remove(frame.scan()); // to the end: the last that something was heard of
                    Known before = known == null
                            ? new Known(frame.scan(), frame.at(), frame.at(), 0, 0, 0, null)
                            : known;
                    scans.put(frame.scan(), before.with(frame));
                    dropEldest(frames, mostFrames);
                }
            }
            case ScanNote.Ended(ScanSummary summary) -> {
                Known known = scans.get(summary.scan());
                long at = summary.openedAt();
                scans.put(
                        summary.scan(),
                        (known == null ? new Known(summary.scan(), at, at, 0, 0, 0, null) : known).with(summary));
            }
        }
        dropEldest(scans, MOST_SCANS);
    }

    private static void dropEldest(Map<String, ?> entries, int most) {
        Iterator<String> eldest = entries.keySet().iterator();
        while (entries.size() > most) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Newest first. */
    public synchronized List<Known> scans() {
        return new ArrayList<>(scans.values()).reversed();
    }

    public synchronized Optional<Known> scan(String scan) {
        return Optional.ofNullable(scans.get(scan));
    }

    /** Of one scan, or of all; newest first. */
    public synchronized List<ScanNote.Answered> frames(@Nullable String scan) {
        List<ScanNote.Answered> wanted = new ArrayList<>();
        for (ScanNote.Answered frame : frames.values()) {
            if (scan == null || frame.scan().equals(scan)) {
                wanted.add(frame);
            }
        }
        return wanted.reversed();
    }

    /** Of one scan, or of all; newest first. */
    public List<Image> images(@Nullable String scan) {
        return frames(scan).stream()
                .flatMap(frame -> frame.images().stream().map(image -> new Image(frame, image)))
                .toList();
    }

    /** By its id. */
    public synchronized Optional<Image> image(String id) {
        int slash = id.lastIndexOf('/');
        return slash < 0
                ? Optional.empty()
                : Optional.ofNullable(frames.get(id.substring(0, slash))).flatMap(frame -> frame.images().stream()
                        .filter(image -> String.valueOf(image.number()).equals(id.substring(slash + 1)))
                        .findFirst()
                        .map(image -> new Image(frame, image)));
    }
}
