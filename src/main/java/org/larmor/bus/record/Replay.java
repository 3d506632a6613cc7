package org.larmor.bus.record;

import org.jspecify.annotations.Nullable;

/**
 * What a scan is that sends a stored one's data once more.
 *
 * @param scan the stored one
 * @param model the version, or the name of the only one of it, that is asked for in the champion's place; null for the champion
 */
public record Replay(String scan, @Nullable String model) {}
