package org.larmor.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.larmor.mrd.FrameKey;

/**
 * A scan's frames in the store {@code frames}, each under {@code scan/encodingSpace.repetition/frame}, so that what ends
 * with a repetition is found without looking at the others.
 */
final class StoredFrames implements Frames {
    private final KeyValueStore<String, FrameState> store;
    private final String scan;

    StoredFrames(KeyValueStore<String, FrameState> store, String scan) {
        this.store = store;
        this.scan = scan;
    }

    @Override
    public Optional<FrameState> get(FrameKey frame) {
        return Optional.ofNullable(store.get(key(frame)));
    }

    @Override
    public List<FrameState> all() {
        return below(scan);
    }

    @Override
    public List<FrameState> ofRepetition(int encodingSpace, int repetition) {
        return below(scan + "/" + encodingSpace + "." + repetition);
    }

    private List<FrameState> below(String folder) {
        List<FrameState> all = new ArrayList<>();
        try (KeyValueIterator<String, FrameState> entries = store.range(folder + "/", folder + "0")) { // '0' is '/' + 1
            while (entries.hasNext()) {
                all.add(entries.next().value);
            }
        }
        all.sort(Comparator.comparing(FrameState::frame));
        return all;
    }

    @Override
    public void put(FrameState frame) {
        store.put(key(frame.frame()), frame);
    }

    void clear() {
        for (FrameState frame : all()) {
            store.delete(key(frame.frame()));
        }
    }

    private String key(FrameKey frame) {
        return scan + "/" + frame.encodingSpace() + "." + frame.repetition() + "/" + frame;
    }
}
