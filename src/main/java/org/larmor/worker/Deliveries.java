package org.larmor.worker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.Pool;

/**
 * Which delivery of a job is its last, and what became of those before in this process. The share group drops a record
 * silently after its last delivery, so that one must not be tried any more. Used by many threads.
 */
final class Deliveries {
    private static final String LIMIT = "share.delivery.count.limit";
    /** Jobs whose failures are remembered. */
    private static final int REMEMBERED = 1000;

    private static final int TEXT = 300;

    /** A job that fails by itself, as its workers that are killed do not make it, is not tried more often than that. */
    private static final int MOST_FAILURES = 3;

    /** @param text of the last one */
    private record Failures(int count, String text) {}

    private final int limit;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    Deliveries(int limit) {
        this.limit = limit;
    }

    /** Asks the broker for the pool's limit. */
    static Deliveries of(KafkaConnection kafka, Pool pool) {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, pool.group());
        try (Admin admin = kafka.admin(Map.of())) {
            ConfigEntry entry = admin.describeConfigs(List.of(group))
                    .all()
                    .get(1, TimeUnit.MINUTES)
                    .get(group)
                    .get(LIMIT);
            if (entry == null) {
                throw new KafkaException("the broker does not say " + LIMIT + " of " + pool.group());
            }
            return new Deliveries(Integer.parseInt(entry.value()));
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the settings of " + pool.group() + " cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    /** Whether the job is answered now instead of being tried: after its own failures, or as no delivery would follow. */
    boolean isLast(ConsumerRecord<?, ?> delivery) {
        if (delivery.deliveryCount().map(Short::intValue).orElse(1) >= limit) {
            return true;
        }
        synchronized (failures) {
            Failures so = failures.get(place(delivery));
            return so != null && so.count >= MOST_FAILURES;
        }
    }

    /** Takes note of a job's own failure; that the log could not be reached is none. */
    void failed(ConsumerRecord<?, ?> delivery, Throwable cause) {
        if (cause instanceof KafkaException || cause instanceof InterruptedException) {
            return;
        }
        String whole = cause.toString();
        String text = whole.length() <= TEXT ? whole : whole.substring(0, TEXT) + "…";
        synchronized (failures) {
            failures.merge(place(delivery), new Failures(1, text), (old, one) -> new Failures(old.count + 1, text));
        }
    }

    /** For the scanner: why the last delivery is not tried. */
    String whyGivenUp(ConsumerRecord<?, ?> delivery) {
        Failures own;
        synchronized (failures) {
            own = failures.get(place(delivery));
        }
        int deliveries = delivery.deliveryCount().map(Short::intValue).orElse(1) - 1;
        int times = own == null ? deliveries : Math.max(deliveries, own.count);
        return "reconstruction failed " + times + " times and is given up"
                + (own == null ? "" : ", last for " + own.text);
    }

    private static String place(ConsumerRecord<?, ?> delivery) {
        return delivery.topic() + "-" + delivery.partition() + "@" + delivery.offset();
    }
}
