package org.larmor.adapt.events;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.BusException;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.record.AdaptCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the policy that a process was started with, unless it is in force, as soon as somebody answers. */
public final class PolicyPublication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyPublication.class);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final Thread thread;

    private PolicyPublication(Thread thread) {
        this.thread = thread;
    }

    /** @param from where it was read, for people */
    public static PolicyPublication start(KafkaConnection kafka, Policy policy, String from) {
        PolicyPublication publication = new PolicyPublication(Thread.ofPlatform()
                .daemon()
                .name("larmor-policy")
                .unstarted(() -> publish(kafka, policy, from)));
        publication.thread.start();
        return publication;
    }

    private static void publish(KafkaConnection kafka, Policy policy, String from) {
        try {
            AdaptClient.ask(
                    kafka,
                    id -> new AdaptCommand.SetPolicy(
                            id, policy.json(), System.getProperty("user.name", "?"), "a process was started with it"));
        } catch (RefusedException e) {
            LOG.info("{}: {}", from, e.getMessage());
        } catch (BusException | KafkaException e) {
            LOG.warn("The policy {} could not be published: {}", from, e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(STOPS_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
