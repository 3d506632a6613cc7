package org.larmor.gateway;

import java.time.Duration;
import org.larmor.bus.KafkaConnection;
import org.larmor.bus.SiteKey;

/**
 * What a gateway is started with.
 *
 * @param kafka the cluster
 * @param mrdHost the address of this machine at which scanners are served
 * @param mrdPort 0 picks a free one; 9002 by convention
 * @param idleTimeout after which a connection on which nothing moves is closed
 * @param byteBound bytes in open chunks and on their way to the log, over all connections
 * @param siteKey hashes what the router has to tell apart without being told
 */
public record GatewaySettings(KafkaConnection kafka, String mrdHost, int mrdPort, Duration idleTimeout, long byteBound, SiteKey siteKey) {}
