package org.larmor.router;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the router's threads tell those who watch over them: where they are in {@code mrd.index}, how often they died there,
 * and what they have at hand. A fault of the moment lets a new thread get past the event; one that comes back at the same
 * event would do so for ever.
 */
final class RouterProgress {
    /** Under this name Kafka Streams' settings hold it, for the handlers that Streams makes. */
    static final String SETTING = "larmor.router.progress";

    /** Deaths at one event after which nobody tries it again. */
    private static final int MOST_DEATHS = 3;

    /** An event of {@code mrd.index}. */
    record Place(int partition, long offset) {
        @Override
        public String toString() {
            return "offset " + offset + " of partition " + partition;
        }
    }

    private final Map<Thread, Place> places = new ConcurrentHashMap<>();
    private final Map<Integer, Deaths> deaths = new ConcurrentHashMap<>();

    /** So many at an offset of a partition, with nothing done behind it since. */
    private record Deaths(long offset, int count) {}

    /** Scans of which a record could not be written. */
    private final Set<String> unwritten = ConcurrentHashMap.newKeySet();

    private final Map<Integer, Integer> openScans = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> awaitedFrames = new ConcurrentHashMap<>();
    private final LongAdder deadLetters = new LongAdder();

    /** The one that settings hold; one that nobody asks, where they hold none. */
    static RouterProgress of(Map<String, ?> settings) {
        return settings.get(SETTING) instanceof RouterProgress shared ? shared : new RouterProgress();
    }

    /** So many scans of a partition have not ended. */
    void openScans(int partition, int scans) {
        openScans.put(partition, scans);
    }

    /** Of all partitions. */
    long openScans() {
        return sum(openScans);
    }

    /** So many jobs of a partition have no answer. */
    void awaitedFrames(int partition, int frames) {
        awaitedFrames.put(partition, frames);
    }

    /** Of all partitions. */
    long awaitedFrames() {
        return sum(awaitedFrames);
    }

    private static long sum(Map<Integer, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Another router has the partition. */
    void left(int partition) {
        openScans.remove(partition);
        awaitedFrames.remove(partition);
    }

    /** A record goes to the dead letters. */
    void deadLetter() {
        deadLetters.increment();
    }

    long deadLetters() {
        return deadLetters.sum();
    }

    /** A record of this scan was not taken by its topic. */
    void unwritten(String scan) {
        unwritten.add(scan);
    }

    /** Gives out those that a test holds for, once. */
    List<String> takeUnwritten(Predicate<String> ours) {
        List<String> taken = unwritten.stream().filter(ours).toList();
        unwritten.removeAll(taken);
        return taken;
    }

    /** The calling thread handles this event now. */
    void at(int partition, long offset) {
        places.put(Thread.currentThread(), new Place(partition, offset));
        Deaths before = deaths.get(partition);
        if (before != null && offset > before.offset) {
            deaths.remove(partition);
        }
    }

    /**
     * The calling thread dies.
     *
     * @return the event at which it, and others before it, have died too often; null where there is none
     */
    @Nullable
    synchronized Place died() {
        Place place = places.remove(Thread.currentThread());
        if (place == null) {
            return null;
        }
        Deaths before = deaths.get(place.partition());
        int count = before != null && before.offset == place.offset() ? before.count + 1 : 1;
        deaths.put(place.partition(), new Deaths(place.offset(), count));
        return count >= MOST_DEATHS ? place : null;
    }
}
