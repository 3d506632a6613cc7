package org.larmor.adapt.gate;

import org.jspecify.annotations.Nullable;

/**
 * What a contender takes.
 *
 * @param seconds median over the images that were made of proxies, null where there are none
 * @param parameters of its network
 */
public record Costs(@Nullable Double seconds, double parameters) {}
