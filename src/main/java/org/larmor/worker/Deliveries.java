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

    private final int limit;
    private final Map<String, String> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
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

    boolean isLast(ConsumerRecord<?, ?> delivery) {
        return delivery.deliveryCount().map(Short::intValue).orElse(1) >= limit;
    }

    void failed(ConsumerRecord<?, ?> delivery, Throwable cause) {
        String text = cause.toString();
        synchronized (failures) {
            failures.put(place(delivery), text.length() <= TEXT ? text : text.substring(0, TEXT) + "…");
        }
    }

    /** For the scanner: why the last delivery is not tried. */
    String whyGivenUp(ConsumerRecord<?, ?> delivery) {
        String cause;
        synchronized (failures) {
            cause = failures.remove(place(delivery));
        }
        return "reconstruction failed " + (limit - 1) + " times and is given up"
                + (cause == null ? "" : ", last for " + cause);
    }

    private static String place(ConsumerRecord<?, ?> delivery) {
        return delivery.topic() + "-" + delivery.partition() + "@" + delivery.offset();
    }
}
