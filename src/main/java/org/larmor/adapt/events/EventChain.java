package org.larmor.adapt.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.LogSnapshot;
import org.larmor.bus.Topics;
import org.larmor.bus.record.AdaptEvent;
import org.larmor.bus.record.RecordException;

/**
 * All events as they lie in the log.
 *
 * @param events in their order, as far as they can be read
 * @param head hash of the last one; of none, {@link EventHash#NONE}
 * @param next the number of the next one, behind what cannot be read too
 * @param faults where the chain is broken, in words; empty where it is whole
 */
public record EventChain(List<AdaptEvent> events, String head, long next, List<String> faults) {
    public EventChain {
        events = List.copyOf(events);
        faults = List.copyOf(faults);
    }

    /** Reads and checks them. */
    public static EventChain read(KafkaConnection kafka) {
        Reader reader = new Reader();
        LogSnapshot.read(kafka, Topics.ADAPT_EVENTS, record -> reader.take(record.value()));
        return reader.chain();
    }

    /**
     * Whether a head that was noted earlier is one of this chain's.
     *
     * @return the number of the event whose hash it is; empty where it is none's
     */
    public Optional<Long> find(String noted) {
        if (noted.equals(head)) {
            return Optional.of((long) events.size() - 1);
        }
        return events.stream()
                .filter(event -> event.previous().equals(noted) && event.number() > 0)
                .map(event -> event.number() - 1)
                .findFirst();
    }

    /** Puts a chain together from its records. */
    static final class Reader {
        private final List<AdaptEvent> events = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private String head = EventHash.NONE;
        private long next;

        void take(byte[] value) {
            if (value == null) {
                faults.add("event " + next + " is empty");
                return;
            }
            try {
                AdaptEvent event = Topics.ADAPT_EVENTS.value().deserializer().deserialize("", value);
                if (event.number() != next) {
                    faults.add("event " + next + " is missing: " + event.number() + " comes in its place");
                } else if (!head.equals(event.previous())) {
                    faults.add("event " + event.number() + " does not follow the one before it: one of them was changed");
                }
                next = event.number();
                events.add(event);
            } catch (RecordException e) {
                faults.add("event " + next + " cannot be read: " + e.getMessage());
            }
            head = EventHash.of(value);
            next++;
        }

        EventChain chain() {
            return new EventChain(events, head, next, faults);
        }
    }
}
