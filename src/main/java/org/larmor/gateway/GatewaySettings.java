package org.larmor.gateway;

import java.time.Duration;
import java.util.function.Supplier;
import org.larmor.adapt.policy.Policy;
import org.larmor.bus.ChunkSink;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;

/**
 * What a gateway is started with.
 *
 * @param kafka the cluster
 * @param mrdHost the address of this machine at which scanners are served
 * @param mrdPort 0 picks a free one; 9002 by convention
 * @param idleTimeout after which a connection on which nothing moves is closed
 * @param byteBound bytes that all connections together may make the gateway hold
 * @param siteKey hashes what the router has to tell apart without being told
 * @param policy what may be learned from; asked for each scan, on the event loop
 * @param handOver who gets the chunks that are durable, where workers are in this process; asked for each, on the event loop
 * @param doors how many connections, and how long they may take to greet
 */
public record GatewaySettings(
        KafkaConnection kafka,
        String mrdHost,
        int mrdPort,
        Duration idleTimeout,
        long byteBound,
        SiteKey siteKey,
        Supplier<Policy> policy,
        Supplier<ChunkSink> handOver,
        Doors doors) {
    /** How long a message may take from its first byte to its last. */
    static final Duration MESSAGE_WITHIN = Duration.ofSeconds(30);

    /**
     * Who is let in.
     *
     * @param connections in all
     * @param perAddress from one address, this machine's own too
     * @param greeting within which config and header have to come
     */
    public record Doors(int connections, int perAddress, Duration greeting) {
        public static final Doors DEFAULT = new Doors(512, 128, Duration.ofSeconds(30));

        /** So many connections in all, and the defaults for the rest. */
        public static Doors of(int connections) {
            return new Doors(connections, DEFAULT.perAddress, DEFAULT.greeting);
        }
    }
}
